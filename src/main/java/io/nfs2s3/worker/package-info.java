/**
 * The migration itself: messages in, flipped pointers out.
 *
 * <p>Data flows one way: {@code MessageReceiver} → {@code Planner} → {@code FileProcessor} → {@code FileCopier} → {@code
 * Flipper} → {@code Acknowledger}. {@code FailurePolicy} is the table of what is done about each failure; {@code
 * WorkerState} says whether the worker goes on.
 */
@NullMarked
package io.nfs2s3.worker;

import org.jspecify.annotations.NullMarked;
