/** {@code scripts/bench}: this project beside bare calls and other tools, on the same servers in the same run. */
@NullMarked
package io.nfs2s3.lab.bench;

import org.jspecify.annotations.NullMarked;
