/** Takes originals away whose copies are proved, brings them back from the trash, and empties it. */
@NullMarked
package io.nfs2s3.lifecycle.retire;

import org.jspecify.annotations.NullMarked;
