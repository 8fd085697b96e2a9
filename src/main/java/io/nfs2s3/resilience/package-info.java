/** What keeps a call, a rate and a process within bounds: breakers, time limits, rate limits, threads and their names. */
@NullMarked
package io.nfs2s3.resilience;

import org.jspecify.annotations.NullMarked;
