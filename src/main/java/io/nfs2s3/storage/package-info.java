/** S3: put, prove, remove objects. */
@NullMarked
package io.nfs2s3.storage;

import org.jspecify.annotations.NullMarked;
