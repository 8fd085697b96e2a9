package io.nfs2s3.app;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicInteger;

/** Names of workers in the progress table: host, process, and a number within the process. */
final class WorkerName {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private WorkerName() {}

    static String unique() {
        return host() + "/" + ProcessHandle.current().pid() + "/" + NUMBER.incrementAndGet();
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown-host";
        }
    }
}
