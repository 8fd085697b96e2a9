package io.nfs2s3.resilience;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadLocalRandom;

/** Names what this process runs, for operators and for other processes: {@code host/pid/number}. */
public final class ProcessName {
    private static final int SMALLEST = 1_000;
    private static final int NUMBERS = 9_000;

    private ProcessName() {}

    /**
     * A new name. The number tells apart what one process runs; it is drawn, because two web applications of a process
     * share nothing to count with. Looks up the name of the host, which may take its time.
     */
    public static String unique() {
        return host() + "/" + ProcessHandle.current().pid() + "/"
                + (SMALLEST + ThreadLocalRandom.current().nextInt(NUMBERS));
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown-host";
        }
    }
}
