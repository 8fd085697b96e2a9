/** The fault suite of the backfill. */
@NullMarked
package io.nfs2s3.lab.chaos.backfill;

import org.jspecify.annotations.NullMarked;
