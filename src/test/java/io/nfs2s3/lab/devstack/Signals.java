package io.nfs2s3.lab.devstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Sends signals by the shell, whose own command it is: Java can send no others than TERM and KILL. */
public final class Signals {
    private Signals() {}

    /** Stops processes; they stand still until {@link #cont}. */
    public static void stop(LongStream pids) {
        send("STOP", pids);
    }

    /** Has processes go on. */
    public static void cont(LongStream pids) {
        send("CONT", pids);
    }

    /** A process that has ended by itself meanwhile is none of the sender's business. */
    static void send(String name, LongStream pids) {
        var list = pids.mapToObj(String::valueOf).collect(Collectors.joining(" "));
        if (list.isEmpty()) {
            return;
        }
        try {
            new ProcessBuilder("sh", "-c", "kill -s " + name + " " + list + " 2>/dev/null")
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a signal was sent", e);
        }
    }
}
