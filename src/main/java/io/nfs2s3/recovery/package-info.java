/** Brings back what was left behind: failed files, dead letters, and files whose message was lost. */
@NullMarked
package io.nfs2s3.recovery;

import org.jspecify.annotations.NullMarked;
