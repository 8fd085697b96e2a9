/** How the program's log is written: as text or JSON, and how often the same is said. */
@NullMarked
package io.nfs2s3.logs;

import org.jspecify.annotations.NullMarked;
