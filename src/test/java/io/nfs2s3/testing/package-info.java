/** What the integration tests share. */
@NullMarked
package io.nfs2s3.testing;

import org.jspecify.annotations.NullMarked;
