package io.nfs2s3.lab.bench;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.NameRules;
import io.nfs2s3.source.DirectoryScan;
import io.nfs2s3.source.ScanEntry;
import io.nfs2s3.source.ScanSettings;
import io.nfs2s3.source.SourceSettings;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The process that is measured: a scan that writes each path to standard output, as find does. With a warm-up it scans
 * some times without writing first, says that it is ready, and begins when a byte comes from standard input.
 */
public final class ScanMain {
    static final String READY = "ready";
    private static final int BUFFER = 64 * 1024;

    private ScanMain() {}

    /** Takes the source root and how many scans are for warm-up. */
    public static void main(String... arguments) throws IOException {
        DirectoryScan scan = new DirectoryScan(
                new SourceSettings(
                        Path.of(arguments[0]),
                        MediaPath.of(NameSet.SENTINEL),
                        Duration.ofSeconds(90),
                        Duration.ofSeconds(30),
                        2,
                        1),
                new ScanSettings(false),
                NameRules.DEFAULTS);
        int warmUps = Integer.parseInt(arguments[1]);
        for (int i = 0; i < warmUps; i++) {
            write(scan, OutputStream.nullOutputStream());
        }
        if (warmUps > 0) {
            System.out.println(READY);
            if (System.in.read() < 0) {
                return;
            }
        }
        write(scan, System.out);
    }

    private static void write(DirectoryScan scan, OutputStream to) throws IOException {
        BufferedOutputStream out = new BufferedOutputStream(to, BUFFER);
        scan.walk("", found -> {
            if (found instanceof ScanEntry.File file) {
                try {
                    out.write(file.path().getBytes(StandardCharsets.UTF_8));
                    out.write('\n');
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        out.flush();
    }
}
