/** SQS: migration messages, their JSON form, and the queues that carry them. */
@NullMarked
package io.nfs2s3.queue;

import org.jspecify.annotations.NullMarked;
