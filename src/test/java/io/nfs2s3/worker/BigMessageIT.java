package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MessageCodec;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A message of as many files as it may have, some of them bad. */
class BigMessageIT {
    @Test
    void five_bad_files_of_five_hundred_are_recorded_and_the_others_flipped_once() throws IOException {
        try (TestSite site = TestSite.open()) {
            Application application = site.application("source.vanishedAfter = 0 s");
            List<MediaPath> paths = IntStream.range(0, MigrationMessage.MAX_FILES)
                    .mapToObj(i -> MediaPath.of("images/" + i + ".jpg"))
                    .toList();
            paths.forEach(path -> site.write(path.value(), "the bytes of " + path));
            spoil(site.media());
            application.catalog().register(paths);
            site.send(MessageCodec.encode(new MigrationMessage(
                    Source.BACKFILL,
                    paths.stream().map(path -> new FileRef(path, 1, null)).toList())));

            WorkerTotals totals;
            try (MigrationWorker worker = application.worker()) {
                worker.runUntilEmpty();
                totals = worker.totals();
            }

            assertThat(totals.migrated()).isEqualTo(495);
            assertThat(totals.failed()).isEqualTo(5);
            assertThat(site.query("SELECT path || ' ' || failure_code FROM nfs2s3.media WHERE state = 'FAILED'"))
                    .containsExactlyInAnyOrder(
                            "images/7.jpg SOURCE_NOT_A_FILE",
                            "images/100.jpg SOURCE_MISSING",
                            "images/101.jpg SOURCE_OUTSIDE_ROOT",
                            "images/250.jpg SOURCE_NOT_A_FILE",
                            "images/499.jpg SOURCE_NOT_A_FILE");
            assertThat(site.count("SELECT sum(files) FROM nfs2s3.progress")).isEqualTo(495);
            assertThat(site.count("SELECT count(*) FROM nfs2s3.media WHERE state = 'MIGRATED' AND generation = 1"))
                    .isEqualTo(495);
            assertThat(site.keys()).hasSize(495);
            assertThat(site.inFlight("uploads")).isZero();
            assertThat(site.deadLetters()).isZero();
        }
    }

    /** A directory, a missing file, a link that leaves the root, a loop of links, and another directory. */
    private static void spoil(Path media) throws IOException {
        Path images = media.resolve("images");
        for (int bad : List.of(7, 100, 101, 250, 499)) {
            Files.delete(images.resolve(bad + ".jpg"));
        }
        Files.createDirectory(images.resolve("7.jpg"));
        Files.createSymbolicLink(images.resolve("101.jpg"), Path.of("/etc/hostname"));
        Files.createSymbolicLink(images.resolve("250.jpg"), images.resolve("250.jpg"));
        Files.createDirectory(images.resolve("499.jpg"));
    }
}
