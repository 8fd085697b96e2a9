/** What is done with files after their flip: what its sub-packages share. */
@NullMarked
package io.nfs2s3.lifecycle;

import org.jspecify.annotations.NullMarked;
