/** How far the migration is. */
@NullMarked
package io.nfs2s3.progress;

import org.jspecify.annotations.NullMarked;
