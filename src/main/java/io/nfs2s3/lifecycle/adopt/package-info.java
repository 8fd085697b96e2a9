/** Flips pointers to objects that something else put into the bucket, after proving them. */
@NullMarked
package io.nfs2s3.lifecycle.adopt;

import org.jspecify.annotations.NullMarked;
