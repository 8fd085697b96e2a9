/** {@code scripts/chaos enqueue}: the upload hook, the outbox, the drain and the spool. */
@NullMarked
package io.nfs2s3.lab.chaos.enqueue;

import org.jspecify.annotations.NullMarked;
