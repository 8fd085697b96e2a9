/** {@code scripts/chaos lifecycle}: what comes after the flip, with every command killed and taken up again. */
@NullMarked
package io.nfs2s3.lab.chaos.lifecycle;

import org.jspecify.annotations.NullMarked;
