package io.nfs2s3.lab.bench;

import io.nfs2s3.lab.bench.LifecycleSite.Ran;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Locale;

/**
 * {@code rollback} of files below a prefix: each original is looked at, then its pointer set back, with a line in the ledger. Beside
 * the plainest UPDATE of the same rows, which looks at no file.
 */
final class RollbackBench {
    private static final String HEAP = "128m";
    private static final Instant MODIFIED = Instant.parse("2026-01-01T00:00:00Z");
    private final int count;
    private final Summary summary = new Summary("rollback");

    RollbackBench(int count) {
        this.count = count;
    }

    void run() throws Exception {
        try (Servers servers = Servers.start()) {
            NameSet names = new NameSet(servers.home().resolve("names"), count);
            names.write();
            try (DirectoryStream<Path> files = Files.newDirectoryStream(names.directory())) {
                for (Path file : files) {
                    Files.setLastModifiedTime(file, FileTime.from(MODIFIED));
                }
            }
            try (LifecycleSite site = new LifecycleSite(servers, names.root())) {
                site.insert("""
                        INSERT INTO nfs2s3.media (path, kind, location, state, size_bytes, source_mtime, checksum, object_key,
                            migrated_at)
                        SELECT path, 'all', 'S3', 'MIGRATED', 0, ?::timestamptz, 'CRC32C:AAAAAA==', path, now()
                        FROM (SELECT 'images/' || lpad(to_hex((i * 2654435769) & 4294967295), 8, '0') || '-'
                            || lpad(to_hex(i), 8, '0') || '.jpg' AS path FROM generate_series(0, ?::bigint - 1) AS i) AS names
                        """, MODIFIED.toString(), count);
                measure(site);
            }
        }
        System.out.println("\n" + summary.line());
    }

    private void measure(LifecycleSite site) throws Exception {
        Ran ran = site.run(HEAP, "rollback", "--prefix", "images/", "--yes", "--json");
        if (site.count("state = 'HELD' AND location = 'NFS'") != count) {
            throw new IllegalStateException("not all were rolled back: " + ran.last());
        }
        site.insert("UPDATE nfs2s3.media SET state = 'MIGRATED', location = 'S3'");
        long start = System.nanoTime();
        site.jdbi().useTransaction(handle -> {
            handle.execute("SET LOCAL statement_timeout = 0");
            handle.execute(
                    "UPDATE nfs2s3.media SET state = 'HELD', location = 'NFS' WHERE starts_with(path, 'images/')");
        });
        double bare = count / Glance.secondsSince(start);
        double ours = count / ran.seconds();
        System.out.printf(
                Locale.ROOT,
                "%n%,d files: rollback %,.0f files/s, %.1f s with the start of the JVM, %.1f s of CPU, heap %d of 128 MiB; one UPDATE"
                        + " of all rows, with the ledger: %,.0f rows/s%n",
                count,
                ours,
                ran.seconds(),
                ran.cpuSeconds(),
                ran.peakHeap(),
                bare);
        summary.add("files", String.valueOf(count));
        summary.add("seconds", String.format(Locale.ROOT, "%.2f", ran.seconds()));
        summary.add("per_s", Figures.rate(ours));
        summary.add("heap_mib", String.valueOf(ran.peakHeap()));
        summary.add("update_per_s", Figures.rate(bare));
        summary.addRatio("rollback", "update", ours / bare);
    }
}
