/**
 * The NFS mount, below the source root and nowhere else: reads that cannot hang their caller, scans of names, and the only
 * places where originals are moved, removed or written.
 */
@NullMarked
package io.nfs2s3.source;

import org.jspecify.annotations.NullMarked;
