/** S3: put, prove, read, list and remove objects. */
@NullMarked
package io.nfs2s3.storage;

import org.jspecify.annotations.NullMarked;
