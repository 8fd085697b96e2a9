package io.nfs2s3.inventory;

import java.io.IOException;
import java.io.InputStream;

/** Where the files of an inventory are. */
interface InventoryFiles {
    String MANIFEST = "manifest.json";
    String CHECKSUM = "manifest.checksum";

    /**
     * Opens the manifest or its checksum.
     *
     * @param name {@value #MANIFEST} or {@value #CHECKSUM}
     * @throws IllegalArgumentException when it is not there
     */
    InputStream open(String name) throws IOException;

    /**
     * Opens a file that the manifest names.
     *
     * @param key as it stands in the manifest
     * @throws IllegalArgumentException when it is not there
     */
    InputStream data(String key) throws IOException;

    /** The folder of a manifest, with its slash. */
    static String folder(String location) {
        if (!location.endsWith(MANIFEST)) {
            throw new IllegalArgumentException("--inventory " + location + ": give the " + MANIFEST
                    + " of an S3 Inventory, as a file or as s3://BUCKET/KEY");
        }
        return location.substring(0, location.length() - MANIFEST.length());
    }
}
