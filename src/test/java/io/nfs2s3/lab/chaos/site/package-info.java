/** A website on servers of its own, what can be done to it, and how a suite tells of it. */
@NullMarked
package io.nfs2s3.lab.chaos.site;

import org.jspecify.annotations.NullMarked;
