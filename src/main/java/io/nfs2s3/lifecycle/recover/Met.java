package io.nfs2s3.lifecycle.recover;

import io.nfs2s3.media.MediaPath;

/**
 * A key at which rows and objects do not simply agree.
 *
 * @param path whose object has this key, or whose row names it
 * @param later whether the bucket may have objects of a second or later upload of it
 */
record Met(String key, MediaPath path, boolean later) {}
