/** Public API for the site's upload code: {@link io.nfs2s3.upload.UploadHook}. */
@NullMarked
package io.nfs2s3.upload;

import org.jspecify.annotations.NullMarked;
