package io.nfs2s3.resilience;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Names what this process runs, for operators and for other processes: {@code host~id/pid/number}. The id is that of the
 * host since it was started, and of the container in it: hosts may share a name, and containers a host.
 */
public final class ProcessName {
    private static final String UNKNOWN_HOST = "unknown-host";
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path PROCESS_IDS = Path.of("/proc/self/ns/pid");
    private static final int SMALLEST = 1_000;
    private static final int NUMBERS = 9_000;

    private ProcessName() {}

    /**
     * A new name. The number tells apart what one process runs; it is drawn, because two web applications of a process
     * share nothing to count with.
     */
    public static String unique() {
        return host() + machine() + "/" + ProcessHandle.current().pid() + "/"
                + (SMALLEST + ThreadLocalRandom.current().nextInt(NUMBERS));
    }

    /** Begins with a tilde; empty where the system does not tell. */
    private static String machine() {
        try {
            String ids = Files.readString(BOOT_ID) + Files.readSymbolicLink(PROCESS_IDS);
            return String.format("~%08x", ids.hashCode());
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }

    /** The name of this host, as it has it itself; asks nobody for it where the system tells. */
    public static String host() {
        try {
            return Files.readString(HOST_NAME).strip();
        } catch (IOException e) {
            return resolvedHost();
        }
    }

    private static String resolvedHost() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return UNKNOWN_HOST;
        }
    }
}
