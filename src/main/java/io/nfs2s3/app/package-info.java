/** Wires all features for a site, by hand. */
@NullMarked
package io.nfs2s3.app;

import org.jspecify.annotations.NullMarked;
