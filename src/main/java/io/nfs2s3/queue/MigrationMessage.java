package io.nfs2s3.queue;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What travels through SQS: a request to migrate some files.
 *
 * @param source who sent it
 * @param site the id of the site whose files they are; null in a message of an older sender, or of one that did not know it
 * @param files 1 to {@value #MAX_FILES} files
 */
public record MigrationMessage(Source source, @Nullable String site, List<FileRef> files) {
    public static final int VERSION = 1;
    public static final int MAX_FILES = 500;
    /** The longest body, in bytes. */
    public static final int MAX_BYTES = 256 * 1024;

    /** Who sent a message. In JSON in lower case. */
    public enum Source {
        UPLOAD,
        DRAIN,
        BACKFILL,
        SWEEP,
        RETRY,
        /** A check, which takes it back itself. A worker that is faster deletes it, and does nothing else. */
        PROBE
    }

    /**
     * One file of a message.
     *
     * @param generation absent when the upload could not be registered before it was sent
     * @param sizeBytes a hint; absent when it is not known
     */
    public record FileRef(
            MediaPath path,
            @Nullable Integer generation,
            @Nullable Long sizeBytes) {
        public FileRef {
            if (generation != null && generation < 1) {
                throw new IllegalArgumentException("generation " + generation + " of " + path + ": the first is 1");
            }
            if (sizeBytes != null && sizeBytes < 0) {
                throw new IllegalArgumentException("size " + sizeBytes + " of " + path + ": not below 0");
            }
        }

        public static FileRef of(FileVersion upload) {
            return new FileRef(upload.path(), upload.generation(), null);
        }

        public static FileRef unregistered(MediaPath path) {
            return new FileRef(path, null, null);
        }
    }

    public MigrationMessage {
        files = List.copyOf(files);
        if (files.isEmpty() || files.size() > MAX_FILES) {
            throw new IllegalArgumentException("a message has 1 to " + MAX_FILES + " files, not " + files.size());
        }
    }

    /** One that does not say whose it is, yet: the queue says it when it sends it. */
    public MigrationMessage(Source source, List<FileRef> files) {
        this(source, null, files);
    }

    /** The same of a site. */
    public MigrationMessage ofSite(String owner) {
        return new MigrationMessage(source, owner, files);
    }

    /** Whether it says that it is of another site. */
    public boolean isOfAnother(String own) {
        return site != null && !site.equals(own);
    }

    public static MigrationMessage of(Source source, FileRef file) {
        return new MigrationMessage(source, List.of(file));
    }
}
