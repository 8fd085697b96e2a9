/** The HTTP side of the daemon: dashboard, status as JSON, metrics, and the health check. */
@NullMarked
package io.nfs2s3.http;

import org.jspecify.annotations.NullMarked;
