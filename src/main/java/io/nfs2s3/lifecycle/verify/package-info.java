/** Compares database, NFS and S3: what is where, whether it is right, and what can safely be done about it. */
@NullMarked
package io.nfs2s3.lifecycle.verify;

import org.jspecify.annotations.NullMarked;
