package io.nfs2s3.lab.chaos.lifecycle;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.chaos.site.Findings;
import io.nfs2s3.lab.chaos.site.Reporter;
import io.nfs2s3.lab.devstack.EmbeddedStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** The whole suite: every command at each of its kill points, then a storm, then everything is counted. */
final class Lifecycle {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Objects that the sweep keeps for good, for they do not say whose they are. */
    private static final String KEPT =
            "coalesce(s.reason LIKE 'not ours:%' OR s.reason LIKE 'older than its upload:%', false)";

    private final LifecycleScale scale;
    private final Random random;
    private final Reporter reporter;

    Lifecycle(LifecycleScale scale, Random random, Reporter reporter) {
        this.scale = scale;
        this.random = random;
        this.reporter = reporter;
    }

    LifecycleScore run(EmbeddedStack stack) {
        try (Estate estate = new Estate(stack, scale, random.nextLong())) {
            estate.start();
            reporter.step("the site is up, " + estate.told().size() + " files are on S3");
            Operator first = new Operator(estate.site(), new Random(random.nextLong()));
            Operator second = new Operator(estate.site(), new Random(random.nextLong()));
            List<String> wrong = new ArrayList<>();
            long operations;
            try (Pages pages = Pages.start(estate, new Random(random.nextLong()))) {
                new Rounds(estate, scale, first, reporter).run();
                if (!scale.storm().isZero()) {
                    new Storm(estate, scale, random, reporter).run(first, second);
                }
                comeToRest(estate, first);
                operations = pages.fetched();
                wrong.addAll(pages.wrong());
            }
            operations +=
                    first.through() + second.through() + estate.journal().read().size();
            Stream.of(first, second).forEach(operator -> wrong.addAll(operator.wrong()));
            estate.site().awaitRemovals(PATIENCE, () -> {}, KEPT);
            estate.stop();
            Findings findings = new Reckoning(estate).findings().plus(Findings.wrong(wrong));
            return new LifecycleScore(operations, findings, remarks(estate, first, second));
        }
    }

    /** All is well: what is left is brought to its end. */
    private void comeToRest(Estate estate, Operator operator) {
        estate.site().heal();
        estate.stopUploading();
        awaitQuiet(estate);
        if (!scale.brief()) {
            operator.killed(0, Act.UNDO.arguments("--all"));
            operator.killed(0, Act.ADOPT.arguments("--prefix", "images/"));
            awaitQuiet(estate);
            operator.killed(
                    0, Act.RETIRE.arguments("--prefix", "images/none/")); // settles what processes left half done
            operator.killed(0, Act.VERIFY.arguments());
        }
        awaitQuiet(estate);
        reporter.step("all is quiet");
    }

    private void awaitQuiet(Estate estate) {
        if (!ChaosSite.comesTrueInTheEnd(PATIENCE, () -> {
            estate.revive();
            return estate.isQuiet();
        })) {
            reporter.step("it does not come to rest");
        }
    }

    private static List<String> remarks(Estate estate, Operator first, Operator second) {
        return List.of((first.kills() + second.kills()) + " kills of " + (first.through() + second.through())
                + " commands, at " + first.hit().size() + " of " + KillPoint.values().length + " points; "
                + Trash.halves(estate).size() + " files of restores that were killed wait for the next restore");
    }
}
