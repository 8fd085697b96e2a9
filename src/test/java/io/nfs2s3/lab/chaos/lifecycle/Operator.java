package io.nfs2s3.lab.chaos.lifecycle;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.testing.JavaProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Runs commands as processes that are killed, and each again, or its run on, until it is through. For one thread. */
final class Operator {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int MOST_STARTS = 5;
    private static final int MILLIS_UNTIL_KILLED = 5_000;
    private final ChaosSite site;
    private final Random random;
    private final Set<KillPoint> hit = EnumSet.noneOf(KillPoint.class);
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private final AtomicLong through = new AtomicLong();
    private final AtomicLong kills = new AtomicLong();

    Operator(ChaosSite site, Random random) {
        this.site = site;
        this.random = random;
    }

    /** Has a command killed when it comes to a point, then takes it to its end. One that finds no server is begun again. */
    void killedAt(KillPoint point, List<String> arguments) {
        Attempt attempt = new Attempt(arguments);
        for (int i = 0; i < MOST_STARTS && !attempt.isThrough() && !hit.contains(point); i++) {
            try (Gate gate = Gate.at(site, point);
                    JavaProcess process = start(attempt, gate.settings())) {
                ChaosSite.comesTrue(PATIENCE, () -> gate.isReached() || !process.isRunning());
                if (process.isRunning()) {
                    if (gate.isReached()) {
                        hit.add(point);
                    }
                    process.kill();
                    kills.incrementAndGet();
                } else {
                    attempt.ended(process);
                }
            }
        }
        if (!hit.contains(point)) {
            wrong.add(point + " was not reached by " + attempt + ": " + attempt.said());
        }
        takeThrough(attempt);
    }

    /** Has a command killed so often at any moment, then takes it to its end. */
    void killed(int times, List<String> arguments) {
        Attempt attempt = new Attempt(arguments);
        for (int i = 0; i < times && !attempt.isThrough(); i++) {
            try (JavaProcess process = start(attempt, site.settings())) {
                ChaosSite.comesTrue(
                        Duration.ofMillis(1 + random.nextInt(MILLIS_UNTIL_KILLED)), () -> !process.isRunning());
                if (process.isRunning()) {
                    process.kill();
                    kills.incrementAndGet();
                } else {
                    attempt.ended(process);
                }
            }
        }
        takeThrough(attempt);
    }

    private void takeThrough(Attempt attempt) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!attempt.isThrough() && System.nanoTime() < end) {
            try (JavaProcess process = start(attempt, site.settings())) {
                if (!ChaosSite.comesTrue(PATIENCE, () -> !process.isRunning())) {
                    wrong.add(attempt + " does not end: " + process.output());
                    return;
                }
                attempt.ended(process);
            }
        }
        if (attempt.isThrough()) {
            through.incrementAndGet();
        } else {
            wrong.add(attempt + " does not come through: " + attempt.said());
        }
    }

    private static JavaProcess start(Attempt attempt, Path settings) {
        return JavaProcess.nfs2s3(
                Stream.concat(attempt.arguments().stream(), Stream.of("--config", settings.toString()))
                        .toArray(String[]::new));
    }

    Set<KillPoint> hit() {
        return hit;
    }

    List<String> wrong() {
        return wrong;
    }

    long through() {
        return through.get();
    }

    long kills() {
        return kills.get();
    }
}
