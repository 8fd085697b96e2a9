/** {@code scripts/chaos worker}: daemons that copy, prove and flip, while everything around them fails. */
@NullMarked
package io.nfs2s3.lab.chaos.worker;

import org.jspecify.annotations.NullMarked;
