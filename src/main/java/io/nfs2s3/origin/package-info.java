/** An HTTP server for the files themselves, from S3 or NFS: the origin behind a cache or a CDN. */
@NullMarked
package io.nfs2s3.origin;

import org.jspecify.annotations.NullMarked;
