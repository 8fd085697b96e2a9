/** What the HTTP servers of this project have in common. */
@NullMarked
package io.nfs2s3.web;

import org.jspecify.annotations.NullMarked;
