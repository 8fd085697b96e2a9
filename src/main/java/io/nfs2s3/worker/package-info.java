/** The migration itself: messages in, flipped pointers out. */
@NullMarked
package io.nfs2s3.worker;

import org.jspecify.annotations.NullMarked;
