/**
 * What is done with files after their flip: what its sub-packages share. {@code FileRun} runs a {@code FileJob}, which retire
 * and restore are; the others have a run of their own.
 */
@NullMarked
package io.nfs2s3.lifecycle;

import org.jspecify.annotations.NullMarked;
