package io.nfs2s3.lab.chaos.lifecycle;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.chaos.site.Reporter;
import java.time.Duration;
import java.util.List;

/** Has every command killed at each of its points, one after the other, each round in a directory of its own. */
final class Rounds {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private final Estate estate;
    private final LifecycleScale scale;
    private final Operator operator;
    private final Calendar calendar;
    private final Reporter reporter;

    Rounds(Estate estate, LifecycleScale scale, Operator operator, Reporter reporter) {
        this.estate = estate;
        this.scale = scale;
        this.operator = operator;
        this.calendar = new Calendar(estate.site());
        this.reporter = reporter;
    }

    void run() {
        for (int round = 0; round < scale.rounds(); round++) {
            run(round);
            reporter.step("round " + (round + 1) + " of " + scale.rounds() + ": " + operator.kills() + " kills at "
                    + operator.hit().size() + " of " + KillPoint.values().length + " points");
        }
    }

    private void run(int round) {
        String old = "images/old" + round + "/";
        if (!scale.brief()) {
            act(Act.ADOPT, round, "--prefix", "images/copied" + round + "/");
            act(Act.ROLLBACK, round, "--prefix", old);
            act(Act.UNDO, round, "--prefix", old);
            ChaosSite.comesTrue(PATIENCE, () -> estate.queued(old) == 0);
            calendar.weeksPass(old);
            act(Act.RETIRE, round, "--prefix", old);
            act(Act.PUT_BACK, round, "--prefix", old);
            estate.removeObjects(round);
            act(Act.VERIFY, round, "--prefix", "images/gone" + round + "/");
        }
        calendar.weeksPass(old);
        act(
                Act.RETIRE,
                scale.brief() ? KillPoint.of(Act.RETIRE).indexOf(KillPoint.RETIRE_HAS_MOVED) : -1,
                "--prefix",
                old);
        calendar.weeksPass(old);
        act(
                Act.EMPTY,
                scale.brief() ? KillPoint.of(Act.EMPTY).indexOf(KillPoint.EMPTY_HAS_REMOVED) : round,
                "--prefix",
                old);
        act(Act.RESTORE, round, "--prefix", old);
    }

    /** Killed at the next of its points; where it has no more, not at all. */
    private void act(Act act, int number, String... choice) {
        List<KillPoint> points = KillPoint.of(act);
        if (number >= 0 && number < points.size()) {
            operator.killedAt(points.get(number), act.arguments(choice));
        } else {
            operator.killed(0, act.arguments(choice));
        }
    }
}
