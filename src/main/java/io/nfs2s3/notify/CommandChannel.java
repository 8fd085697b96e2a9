package io.nfs2s3.notify;

import io.nfs2s3.resilience.DaemonThreads;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Starts a program for each notification, which has it on its standard input. No shell is in between. What the program prints
 * is thrown away; 0 is the only exit code that is well. Of this process's environment it does not get the settings, for
 * secrets may be among them. None is started beside one that cannot be killed.
 */
final class CommandChannel implements Channel {
    private static final String SETTINGS = "NFS2S3_";
    private final List<String> command;
    private final Duration timeout;
    private volatile @Nullable Process before;

    CommandChannel(List<String> command, Duration timeout) {
        this(command, timeout, null);
    }

    /** @param before the one that was started last, if any was */
    CommandChannel(List<String> command, Duration timeout, @Nullable Process before) {
        this.command = command;
        this.timeout = timeout;
        this.before = before;
    }

    @Override
    public String name() {
        return "notify.command";
    }

    @Override
    public void send(byte[] notice) throws IOException, InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        Process last = before;
        if (last != null && !last.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            throw new IOException("the one before still hangs, though it was killed");
        }
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.DISCARD);
        builder.environment().keySet().removeIf(name -> name.startsWith(SETTINGS));
        Process process = builder.start();
        before = process;
        try {
            DaemonThreads.named("nfs2s3-notify-input")
                    .newThread(() -> write(process, notice))
                    .start();
            if (!process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new IOException("it was not through after " + timeout.toMillis() + " ms, and was killed");
            }
            if (process.exitValue() != 0) {
                throw new IOException("it ended with exit code " + process.exitValue());
            }
        } finally {
            end(process);
        }
    }

    /** Who does not read it need not. On a thread of its own, for a pipe may be full, until its process is killed. */
    private static void write(Process process, byte[] notice) {
        try (OutputStream input = process.getOutputStream()) {
            input.write(notice);
        } catch (IOException e) {
            // it ended, or closed its input: its exit code says whether that is well
        }
    }

    /**
     * This process, so that it starts no more, and what it started, by their own handles: {@link Process#destroyForcibly} would
     * also wait for a write that hangs.
     */
    private static void end(Process process) {
        if (process.isAlive()) {
            Stream.concat(Stream.of(process.toHandle()), process.descendants())
                    .toList()
                    .forEach(ProcessHandle::destroyForcibly);
        }
    }
}
