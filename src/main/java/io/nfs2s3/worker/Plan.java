package io.nfs2s3.worker;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaFile;
import java.time.Instant;

/** What is to be done for one file of a message. */
sealed interface Plan {
    /** Whether the file is read for it. */
    default boolean reads() {
        return true;
    }

    /**
     * Copy it, and flip its pointer.
     *
     * @param queuedAt when it went on its way, by the clock of this process
     */
    record Copy(FileVersion upload, Instant queuedAt) implements Plan {}

    /** A later upload is registered; a copy of this one may be lying about. */
    record CleanUp(FileVersion upload) implements Plan {
        @Override
        public boolean reads() {
            return false;
        }
    }

    /**
     * The same, and the later one waits to be copied. It may have no message of its own: an attempt that took the next
     * generation, because the key of this one was taken, died or met an outage then.
     */
    record CleanUpAndCopy(FileVersion upload, Copy later) implements Plan {}

    /** Sent without a generation, and migrated already: the same message again, or new bytes. */
    record Compare(MediaFile row) implements Plan {}

    /** Migrated, failed or held already. */
    record Nothing() implements Plan {
        @Override
        public boolean reads() {
            return false;
        }
    }
}
