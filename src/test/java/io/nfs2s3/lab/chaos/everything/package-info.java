/** {@code scripts/chaos everything}: two whole sites on one machine, all their processes, and all that may befall them. */
@NullMarked
package io.nfs2s3.lab.chaos.everything;

import org.jspecify.annotations.NullMarked;
