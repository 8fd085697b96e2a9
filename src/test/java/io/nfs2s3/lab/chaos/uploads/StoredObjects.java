package io.nfs2s3.lab.chaos.uploads;

import io.nfs2s3.testing.TestSite;
import java.util.HashMap;
import java.util.Map;

/** A bucket of few and small objects, looked at without nfs2s3. */
public final class StoredObjects {
    private StoredObjects() {}

    /** All objects with their bytes. */
    public static Map<String, byte[]> of(TestSite site, String bucket) {
        Map<String, byte[]> objects = new HashMap<>();
        site.s3()
                .listObjectsV2Paginator(request -> request.bucket(bucket))
                .contents()
                .forEach(object -> objects.put(
                        object.key(),
                        site.s3()
                                .getObjectAsBytes(
                                        request -> request.bucket(bucket).key(object.key()))
                                .asByteArray()));
        return objects;
    }
}
