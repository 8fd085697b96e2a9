package io.nfs2s3.storage;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Lists objects in the order of the UTF-8 bytes of their keys, page by page. Thread-safe. */
public interface ObjectListing {
    /**
     * One answer.
     *
     * @param objects the next ones, 1,000 at most
     * @param last whether no more follow
     */
    record Page(List<ListedObject> objects, boolean last) {}

    /**
     * The next objects.
     *
     * @param prefix what their keys begin with; empty for all
     * @param after keys up to this one are left out; empty for none
     */
    CompletableFuture<Page> page(String prefix, String after);
}
