/** Writes originals anew from their objects. */
@NullMarked
package io.nfs2s3.lifecycle.restore;

import org.jspecify.annotations.NullMarked;
