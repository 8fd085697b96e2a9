package io.nfs2s3.lab.chaos.enqueue;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.chaos.site.Findings;
import io.nfs2s3.lab.chaos.site.Reporter;
import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.upload.Enqueued;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Phase {@code host}: the site is killed while it spools uploads, the host crashes in the middle of a record, and the
 * daemon is killed while it replays them.
 */
final class HostPhase {
    private static final String TORN = "0123abcd {\"path\":\"images/to";
    private final ChaosSite site;
    private final Reporter reporter;

    HostPhase(ChaosSite site, Reporter reporter) {
        this.site = site;
        this.reporter = reporter;
    }

    Score run(Scale scale, Random random) {
        Instant began = Instant.now();
        List<String> journaled = new ArrayList<>();
        for (int round = 1; round <= scale.hosts(); round++) {
            site.sqs().refuse();
            site.database().refuse();
            journaled.addAll(killedSite(round, scale.spooled() / 2 + random.nextInt(scale.spooled())));
            reporter.step("host " + round + " of " + scale.hosts() + ": killed, " + journaled.size()
                    + " uploads accepted so far");
        }
        append(TORN);
        site.heal();
        String said = replayByTwo(journaled.size());
        List<Call> calls = journaled.stream()
                .map(path -> new Call(path, began, 0, 0, Enqueued.SPOOL))
                .toList();
        Score score = new Ledger(
                        calls,
                        Remains.of(site, Queues.takeFiles(Queues.of(site.site(), "uploads"))),
                        site.sqsServer().log().lines())
                .score()
                .plus(new Score(0, scale.hosts() + 1L, 0, Duration.ZERO, 0, Findings.NONE));
        return said.contains("torn last record")
                ? score
                : score.plusWrong(List.of("no warning of the torn record; the daemons said: " + said));
    }

    /** @return the paths whose calls had returned when the process was killed */
    private List<String> killedSite(int round, int uploads) {
        Path journal = site.spool().resolveSibling("journal" + round);
        try (JavaProcess uploader = JavaProcess.start(
                "io.nfs2s3.lab.chaos.enqueue.JournalingUploader",
                site.settings().toString(),
                journal.toString(),
                "images/host" + round + "/")) {
            ChaosSite.await(
                    "the site does not spool",
                    () -> JournalingUploader.read(journal).size() >= uploads || !uploader.isRunning());
            if (!uploader.isRunning()) {
                throw new IllegalStateException("the site ended by itself: " + uploader.output());
            }
            uploader.kill();
            return JournalingUploader.read(journal);
        }
    }

    private void append(String text) {
        try {
            Files.writeString(site.spool(), text, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return what both daemons said */
    private String replayByTwo(int uploads) {
        site.sqsServer().delayAnswers(Duration.ofMillis(200)); // or the first would be through before it is killed
        try (JavaProcess first = site.daemonThatIsUp()) {
            ChaosSite.await(
                    "the daemon does not replay", () -> site.sqsServer().log().count() >= Math.max(10, uploads / 3));
            first.kill();
            reporter.step(
                    "daemon killed after " + site.sqsServer().log().count() + " of " + uploads + " were replayed");
            site.sqsServer().accept();
            try (JavaProcess second = site.daemonThatIsUp()) {
                site.awaitDrained();
                return first.output() + second.output();
            }
        }
    }
}
