/** What a website uploads in a suite: versions of files that can be told apart, and the process that uploads them. */
@NullMarked
package io.nfs2s3.lab.chaos.uploads;

import org.jspecify.annotations.NullMarked;
