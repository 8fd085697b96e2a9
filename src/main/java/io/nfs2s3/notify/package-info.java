/** Tells a command or a web address what happens. */
@NullMarked
package io.nfs2s3.notify;

import org.jspecify.annotations.NullMarked;
