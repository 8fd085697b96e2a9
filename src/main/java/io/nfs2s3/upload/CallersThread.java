package io.nfs2s3.upload;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/**
 * Makes calls on the thread of the caller, which saves the way to another and back. For clients that keep to their time
 * by themselves: the connection pool waits for a connection that others open, and reads have a timeout.
 */
final class CallersThread implements TimeLimit {
    @Override
    public <T> T call(Duration limit, Callable<T> work) throws ExecutionException {
        boolean interrupted = Thread.interrupted();
        try {
            return work.call();
        } catch (Exception e) {
            throw new ExecutionException(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {}
}
