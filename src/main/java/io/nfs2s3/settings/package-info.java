/** The settings: read from defaults, the site's file and the environment, and checked. */
@NullMarked
package io.nfs2s3.settings;

import org.jspecify.annotations.NullMarked;
