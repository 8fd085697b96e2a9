/** The demo: the real thing in one process, on the embedded stack. */
@NullMarked
package io.nfs2s3.lab.demo;

import org.jspecify.annotations.NullMarked;
