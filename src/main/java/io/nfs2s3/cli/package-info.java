/** The command line. */
@NullMarked
package io.nfs2s3.cli;

import org.jspecify.annotations.NullMarked;
