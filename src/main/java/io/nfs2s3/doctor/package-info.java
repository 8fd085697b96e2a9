/** Checks of what nfs2s3 leans on: what one is, what it finds, and who runs them all. The features contribute them. */
@NullMarked
package io.nfs2s3.doctor;

import org.jspecify.annotations.NullMarked;
