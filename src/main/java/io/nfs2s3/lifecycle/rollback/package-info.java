/** Sets pointers back to NFS where the original is proved, and undoes it. */
@NullMarked
package io.nfs2s3.lifecycle.rollback;

import org.jspecify.annotations.NullMarked;
