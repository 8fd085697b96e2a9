/** The site's PostgreSQL: connections, their time limits, and what an error of it means. */
@NullMarked
package io.nfs2s3.database;

import org.jspecify.annotations.NullMarked;
