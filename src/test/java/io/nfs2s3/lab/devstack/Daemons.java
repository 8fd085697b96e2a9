package io.nfs2s3.lab.devstack;

/** Starts named daemon threads. */
final class Daemons {
    private Daemons() {}

    static void start(String name, Runnable task) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
