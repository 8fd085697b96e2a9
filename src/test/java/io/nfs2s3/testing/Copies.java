package io.nfs2s3.testing;

import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.media.StoredCopy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Evidence for flips, of copies that nobody made. */
public final class Copies {
    public static final long SIZE = 11;
    public static final Instant MODIFIED = Instant.parse("2020-02-29T12:34:56.123456Z");

    private Copies() {}

    public static StoredCopy of(FileVersion upload) {
        return new StoredCopy(
                upload,
                ObjectKey.of("", upload.path(), upload.generation()),
                SIZE,
                MODIFIED,
                Checksum.crc32c(ByteBuffer.wrap(upload.toString().getBytes(StandardCharsets.UTF_8))),
                "\"etag\"",
                null);
    }

    /** Flips, and waits for rows that others hold. */
    public static Set<FileVersion> flip(MediaCatalog catalog, String worker, Collection<StoredCopy> copies) {
        return catalog.flip(worker, copies, Patience.LIMIT);
    }

    /** Registers uploads, and flips them. */
    public static void migrate(MediaCatalog catalog, Collection<MediaPath> paths) {
        flip(
                catalog,
                "w1",
                catalog.register(paths).values().stream()
                        .map(one -> of(one.upload()))
                        .toList());
    }

    /** {@code images/NAME1.jpg}, {@code images/NAME2.jpg}, ... */
    public static List<MediaPath> paths(String name, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> MediaPath.of("images/" + name + i + ".jpg"))
                .toList();
    }
}
