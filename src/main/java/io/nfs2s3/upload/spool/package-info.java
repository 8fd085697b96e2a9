/** The file on a host's own disk that takes uploads while neither SQS nor the database does, and its replay. */
@NullMarked
package io.nfs2s3.upload.spool;

import org.jspecify.annotations.NullMarked;
