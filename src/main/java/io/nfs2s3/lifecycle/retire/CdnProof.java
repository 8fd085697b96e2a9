package io.nfs2s3.lifecycle.retire;

import io.nfs2s3.catalog.RecordedCopy;
import io.nfs2s3.lifecycle.LeftAlone;
import io.nfs2s3.lifecycle.Obstacle;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.resolve.CdnReader;
import io.nfs2s3.resolve.CdnReading;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Whether readers get an object through every CDN host: each is read to its end there. Thread-safe. */
final class CdnProof {
    private final CdnReader reader;

    CdnProof(CdnReader reader) {
        this.reader = reader;
    }

    /** @return what is wrong; empty when every host gives the bytes that were copied. Never fails */
    CompletableFuture<Optional<LeftAlone>> look(RecordedCopy row) {
        ObjectKey key = row.key();
        Long size = row.sizeBytes();
        if (key == null || size == null) {
            return CompletableFuture.completedFuture(
                    Optional.of(new LeftAlone(row.path(), Obstacle.NO_EVIDENCE, "its row names no object")));
        }
        List<CompletableFuture<CdnReading>> readings = reader.read(key.value(), size);
        return CompletableFuture.allOf(readings.toArray(CompletableFuture[]::new))
                .thenApply(all -> readings.stream()
                        .map(CompletableFuture::join)
                        .flatMap(reading -> wrong(row, reading).stream())
                        .findFirst());
    }

    private static Optional<LeftAlone> wrong(RecordedCopy row, CdnReading reading) {
        return reading.problem(row)
                .map(problem -> new LeftAlone(row.path(), Obstacle.CDN_DIFFERS, reading.host() + ": " + problem));
    }
}
