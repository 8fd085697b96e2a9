/** Values that every other package speaks: paths, kinds, states, keys, checksums. */
@NullMarked
package io.nfs2s3.media;

import org.jspecify.annotations.NullMarked;
