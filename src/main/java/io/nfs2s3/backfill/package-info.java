/** Files that were on NFS before the upload hook: finds their names, registers them, and sends them to the backfill queue. */
@NullMarked
package io.nfs2s3.backfill;

import org.jspecify.annotations.NullMarked;
