/**
 * When jobs run: by an interval, or by the time of day; each once at a time on a host. The jobs themselves are in {@code
 * app.Daemon} and {@code app.VerifyJobs}.
 */
@NullMarked
package io.nfs2s3.schedule;

import org.jspecify.annotations.NullMarked;
