package io.nfs2s3.lab.bench;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;

/** One run of a lister: its output is read as it comes, and its lines are counted. */
final class ListerRun {
    /**
     * What it gave and what it cost.
     *
     * @param firstMillis until the first bytes of names came
     * @param peakBytes the most memory that it had resident; 0 where the system does not tell
     */
    record Listing(long names, double seconds, double firstMillis, long peakBytes) {
        double namesPerSecond() {
            return names / seconds;
        }
    }

    private static final int BUFFER = 64 * 1024;
    private static final long GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private final Process process;
    private final InputStream output;
    private final byte[] buffer = new byte[BUFFER];
    private long peak;
    private long glanced = System.nanoTime();

    private ListerRun(Process process) {
        this.process = process;
        this.output = process.getInputStream();
    }

    static Listing of(Lister lister, NameSet names) throws IOException, InterruptedException {
        long started = System.nanoTime();
        Process process = new ProcessBuilder(lister.command(names))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            return new ListerRun(process).listing(lister, started);
        } finally {
            process.destroyForcibly();
        }
    }

    private Listing listing(Lister lister, long started) throws IOException, InterruptedException {
        long start = started;
        if (lister.waits()) {
            output.readNBytes(ScanMain.READY.length() + System.lineSeparator().length());
            start = System.nanoTime();
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        }
        long lines = 0;
        long first = 0;
        for (int length = output.read(buffer); length >= 0; length = output.read(buffer)) {
            first = first == 0 ? System.nanoTime() : first;
            for (int i = 0; i < length; i++) {
                lines += buffer[i] == '\n' ? 1 : 0;
            }
            glance();
        }
        long end = System.nanoTime();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(lister.title() + " ended with " + process.exitValue());
        }
        return new Listing(lines, (end - start) / 1e9, (first - start) / 1e6, peak);
    }

    /** The system keeps the peak while the process is there, so the last look counts. */
    private void glance() {
        if (System.nanoTime() - glanced > GLANCE_NANOS) {
            peak = Math.max(peak, ResidentMemory.peak(process.pid()));
            glanced = System.nanoTime();
        }
    }
}
