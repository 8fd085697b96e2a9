/** The media table: which files there are, where each one is, and what may change that. */
@NullMarked
package io.nfs2s3.catalog;

import org.jspecify.annotations.NullMarked;
