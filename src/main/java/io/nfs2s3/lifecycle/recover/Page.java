package io.nfs2s3.lifecycle.recover;

import java.util.List;

/**
 * What a walk comes upon at once.
 *
 * @param met to be looked at
 * @param agreeing how many files are as they should be, as far as rows and listing tell
 * @param foreign keys that no file of the site can have
 * @param last the last key of them
 */
record Page(List<Met> met, long agreeing, List<Judged> foreign, String last) {
    Page {
        met = List.copyOf(met);
        foreign = List.copyOf(foreign);
    }
}
