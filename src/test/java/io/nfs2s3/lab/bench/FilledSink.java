package io.nfs2s3.lab.bench;

import java.util.Locale;

/** A sink that has very many objects from its start, which nobody has to put. */
public final class FilledSink {
    private static final int OF_A_DIRECTORY = 1_000;
    private static final int SHORTEST = 20_000;
    private static final int SPREAD = 1_000;

    private FilledSink() {}

    /** Takes the bucket, the prefix of the keys and the number of objects. */
    public static void main(String... arguments) throws InterruptedException {
        SinkObjects objects = new SinkObjects();
        String before = arguments[0] + "/" + arguments[1];
        int count = Integer.parseInt(arguments[2]);
        for (int i = 0; i < count; i++) {
            objects.put(before + path(i), size(i), null, new byte[0], false);
        }
        SinkServer.start(objects).untilTheEnd();
    }

    /** Below the prefix and below the source root; numbers are in the order of the keys. */
    static String path(int number) {
        return String.format(Locale.ROOT, "images/%06d/%09d.jpg", number / OF_A_DIRECTORY, number);
    }

    static long size(int number) {
        return SHORTEST + (long) (number % SPREAD);
    }

    /** The same objects as rows, by one statement; parameters: the prefix, the number of the objects. */
    static String rows() {
        return """
                INSERT INTO nfs2s3.media (path, kind, location, state, size_bytes, source_mtime, checksum, object_key, etag,
                    migrated_at)
                SELECT path, 'all', 'S3', 'MIGRATED', %d + i %% %d, now() - interval '90 days', 'CRC32C:AAAAAA==', ? || path,
                    '"sink-' || i + 1 || '"', now()
                FROM (SELECT i, 'images/' || lpad((i / %d)::text, 6, '0') || '/' || lpad(i::text, 9, '0') || '.jpg' AS path
                    FROM generate_series(0, ? - 1) AS i) AS objects
                """.formatted(SHORTEST, SPREAD, OF_A_DIRECTORY);
    }
}
