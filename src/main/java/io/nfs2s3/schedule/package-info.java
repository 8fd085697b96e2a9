/** The jobs of the daemon: thin adapters from a schedule to a feature. */
@NullMarked
package io.nfs2s3.schedule;

import org.jspecify.annotations.NullMarked;
