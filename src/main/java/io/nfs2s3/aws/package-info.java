/** Region and credentials of AWS, where nobody names them. */
@NullMarked
package io.nfs2s3.aws;

import org.jspecify.annotations.NullMarked;
