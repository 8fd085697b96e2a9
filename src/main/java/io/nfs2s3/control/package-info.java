/** What operators do over HTTP to runs, failed files and dead letters, and the record of it. */
@NullMarked
package io.nfs2s3.control;

import org.jspecify.annotations.NullMarked;
