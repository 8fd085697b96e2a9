/** What the build writes for the archive that an operator installs: man page, shell completion, licences, checksum. */
@NullMarked
package io.nfs2s3.lab.packaging;

import org.jspecify.annotations.NullMarked;
