package io.nfs2s3.upload;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

/** How a call is kept to its time. */
interface TimeLimit extends AutoCloseable {
    /**
     * Makes the call. An interrupted request still has its upload enqueued: the wait is short anyway.
     *
     * @throws ExecutionException when the call failed, with its error as the cause
     * @throws RejectedExecutionException when too many calls are under way; this one was not made
     * @throws TimeoutException when it was given up; it may still take effect
     */
    <T> T call(Duration limit, Callable<T> work) throws ExecutionException, TimeoutException;

    @Override
    void close();
}
