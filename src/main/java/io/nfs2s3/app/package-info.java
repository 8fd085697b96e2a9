/** Settings and wiring. */
@NullMarked
package io.nfs2s3.app;

import org.jspecify.annotations.NullMarked;
