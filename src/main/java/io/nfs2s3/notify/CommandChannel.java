package io.nfs2s3.notify;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Starts a program for each notification, which has it on its standard input. No shell is in between. What the program prints
 * is thrown away; 0 is the only exit code that is well. Of this process's environment it does not get the settings, for
 * secrets may be among them.
 */
final class CommandChannel implements Channel {
    private static final String SETTINGS = "NFS2S3_";
    private final List<String> command;
    private final Duration timeout;

    CommandChannel(List<String> command, Duration timeout) {
        this.command = command;
        this.timeout = timeout;
    }

    @Override
    public String name() {
        return "notify.command";
    }

    @Override
    public void send(byte[] notice) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.DISCARD);
        builder.environment().keySet().removeIf(name -> name.startsWith(SETTINGS));
        Process process = builder.start();
        try {
            write(process, notice);
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("it was not through after " + timeout.toMillis() + " ms, and was killed");
            }
            if (process.exitValue() != 0) {
                throw new IOException("it ended with exit code " + process.exitValue());
            }
        } finally {
            end(process);
        }
    }

    /** A pipe takes all of it at once: a notification is some kilobytes. Who does not read it need not. */
    private static void write(Process process, byte[] notice) {
        try (OutputStream input = process.getOutputStream()) {
            input.write(notice);
        } catch (IOException e) {
            // it ended, or closed its input: its exit code says whether that is well
        }
    }

    /** This process and what it started, by their own handles. */
    private static void end(Process process) {
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
