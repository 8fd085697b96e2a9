/** {@code scripts/chaos}: what is promised holds while servers, connections and processes fail. */
@NullMarked
package io.nfs2s3.lab.chaos;

import org.jspecify.annotations.NullMarked;
