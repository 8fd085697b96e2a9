/** Which site a database, and a bucket and prefix, belong to, and whether the two go together. */
@NullMarked
package io.nfs2s3.site;

import org.jspecify.annotations.NullMarked;
