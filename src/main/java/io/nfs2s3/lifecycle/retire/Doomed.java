package io.nfs2s3.lifecycle.retire;

import io.nfs2s3.catalog.RecordedCopy;
import io.nfs2s3.catalog.RetiredFile;
import io.nfs2s3.source.FileFacts;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that is to go.
 *
 * @param copy its row, as it was seen
 * @param facts its original, as it was proved; null before
 */
record Doomed(RecordedCopy copy, @Nullable FileFacts facts) {
    Doomed with(FileFacts proved) {
        return new Doomed(copy, proved);
    }

    FileFacts proved() {
        return Objects.requireNonNull(facts, "the original was not proved");
    }

    /** @param day the directory of the trash */
    RetiredFile to(String day) {
        FileFacts original = proved();
        return new RetiredFile(
                copy.upload(),
                day + "/" + copy.path().value(),
                original.inode(),
                original.sizeBytes(),
                original.modified(),
                original.mode(),
                original.uid(),
                original.gid());
    }

    /** What is recorded of an original, to tell it by: not when it last changed, which a move changes. */
    static FileFacts factsOf(RetiredFile file) {
        return new FileFacts(
                file.inode(), file.sizeBytes(), file.modified(), Instant.EPOCH, file.mode(), file.uid(), file.gid(), 1);
    }
}
