/** The NFS mount: guarded reads below the source root. */
@NullMarked
package io.nfs2s3.source;

import org.jspecify.annotations.NullMarked;
