/** The database queue that is used while SQS cannot be reached, and its drain into SQS. */
@NullMarked
package io.nfs2s3.outbox;

import org.jspecify.annotations.NullMarked;
