package io.nfs2s3.lab.chaos.lifecycle;

import io.nfs2s3.lab.chaos.site.DatabaseFault;
import io.nfs2s3.lab.chaos.site.Fault;
import io.nfs2s3.lab.chaos.site.Killer;
import io.nfs2s3.lab.chaos.site.Reporter;
import io.nfs2s3.lab.chaos.site.S3Fault;
import io.nfs2s3.lab.chaos.site.SqsFault;
import io.nfs2s3.lab.chaos.site.Weather;
import io.nfs2s3.lab.chaos.site.Window;
import io.nfs2s3.lab.chaos.uploads.Uploader;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/**
 * Two operators work on the same files at once, their commands are killed at any moment, and so are daemon and uploader, while
 * servers fail. One takes originals away and brings them back, the other moves pointers.
 */
final class Storm {
    private static final int WINDOWS_AT_ONCE = 3;
    private static final int MOST_KILLS = 2;
    private static final Duration KILL_EVERY = Duration.ofSeconds(8);
    private static final List<List<Fault>> FAMILIES =
            List.of(List.of(S3Fault.values()), List.of(SqsFault.values()), List.of(DatabaseFault.values()));

    private final Estate estate;
    private final LifecycleScale scale;
    private final Random random;
    private final Reporter reporter;
    private final Calendar calendar;

    Storm(Estate estate, LifecycleScale scale, Random random, Reporter reporter) {
        this.estate = estate;
        this.scale = scale;
        this.random = random;
        this.reporter = reporter;
        this.calendar = new Calendar(estate.site());
    }

    /** Returns when both have brought their last command to its end. */
    void run(Operator originals, Operator pointers) {
        long end = System.nanoTime() + scale.storm().toNanos();
        BooleanSupplier goesOn = () -> System.nanoTime() < end;
        Random forOriginals = new Random(random.nextLong());
        Random forPointers = new Random(random.nextLong());
        ExecutorService lanes = Executors.newFixedThreadPool(2);
        try (Killer killer = killer(new Random(random.nextLong()))) {
            CompletableFuture<Void> both = CompletableFuture.allOf(
                    CompletableFuture.runAsync(() -> takeAway(originals, forOriginals, goesOn), lanes),
                    CompletableFuture.runAsync(() -> move(pointers, forPointers, goesOn), lanes));
            while (goesOn.getAsBoolean() && !both.isDone()) {
                new Weather(estate.site(), Window.draw(random, WINDOWS_AT_ONCE, FAMILIES), reporter)
                        .play(() -> killer + " of processes, " + originals.kills() + " and " + pointers.kills()
                                + " of commands, " + (originals.through() + pointers.through()) + " through");
            }
            both.join();
        } finally {
            lanes.shutdownNow();
        }
    }

    private Killer killer(Random own) {
        long every = KILL_EVERY.toNanos();
        return Killer.start(
                estate::revive, () -> estate.killOne(own), () -> Duration.ofNanos(every / 2 + own.nextLong(every)));
    }

    private void takeAway(Operator operator, Random own, BooleanSupplier goesOn) {
        while (goesOn.getAsBoolean()) {
            calendar.weeksPass("images/old" + own.nextInt(scale.rounds()) + "/");
            killed(operator, own, Act.RETIRE, "--prefix", own.nextBoolean() ? "images/up" : directory(own));
            killed(operator, own, Act.PUT_BACK, "--prefix", directory(own));
            calendar.weeksPass("images/none/");
            killed(operator, own, Act.EMPTY, "--all");
            killed(operator, own, Act.RESTORE, "--prefix", directory(own));
        }
    }

    private void move(Operator operator, Random own, BooleanSupplier goesOn) {
        while (goesOn.getAsBoolean()) {
            killed(
                    operator,
                    own,
                    Act.ADOPT,
                    "--prefix",
                    Uploader.path(0, Uploader.FILES - 1).replaceAll("[0-9]+[.]jpg", ""));
            killed(operator, own, Act.ROLLBACK, "--prefix", directory(own));
            killed(operator, own, Act.UNDO, "--all");
            estate.removeObjects(own.nextInt(scale.rounds()));
            killed(operator, own, Act.VERIFY, "--prefix", own.nextBoolean() ? "images/gone" : "images/");
        }
    }

    private void killed(Operator operator, Random own, Act act, String... choice) {
        operator.killed(own.nextInt(MOST_KILLS + 1), act.arguments(choice));
    }

    private String directory(Random own) {
        return own.nextInt(3) == 0
                ? "images/up" + own.nextInt(Uploader.THREADS) + "/"
                : "images/old" + own.nextInt(scale.rounds()) + "/";
    }
}
