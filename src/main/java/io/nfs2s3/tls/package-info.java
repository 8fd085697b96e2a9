/** Whom TLS connections of this process trust. */
@NullMarked
package io.nfs2s3.tls;

import org.jspecify.annotations.NullMarked;
