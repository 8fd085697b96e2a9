/** Public API for the site's view layer: {@link io.nfs2s3.resolve.MediaUrlResolver}. */
@NullMarked
package io.nfs2s3.resolve;

import org.jspecify.annotations.NullMarked;
