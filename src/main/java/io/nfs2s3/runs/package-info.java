/** The record of a long job: its row, which process has it, its counts and samples, and how a command steers it. */
@NullMarked
package io.nfs2s3.runs;

import org.jspecify.annotations.NullMarked;
