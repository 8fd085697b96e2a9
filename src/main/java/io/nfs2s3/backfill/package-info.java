/** Files whose message is missing: put back into the queue. */
@NullMarked
package io.nfs2s3.backfill;

import org.jspecify.annotations.NullMarked;
