/** The values that every other package uses: paths, kinds, states, keys, checksums. */
@NullMarked
package io.nfs2s3.media;

import org.jspecify.annotations.NullMarked;
