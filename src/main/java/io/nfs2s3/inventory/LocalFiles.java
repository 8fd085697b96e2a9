package io.nfs2s3.inventory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * An inventory in a folder: its data files are beside the manifest, or in the folder {@code data} there or one above, as a copy of
 * the whole inventory has them.
 */
final class LocalFiles implements InventoryFiles {
    private final Path folder;

    LocalFiles(String location) {
        this.folder = Path.of(InventoryFiles.folder(location)).toAbsolutePath().normalize();
    }

    @Override
    public InputStream open(String name) throws IOException {
        try {
            return Files.newInputStream(folder.resolve(name));
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(folder.resolve(name) + " is not there", e);
        }
    }

    @Override
    public InputStream data(String key) throws IOException {
        String name = key.substring(key.lastIndexOf('/') + 1);
        for (Path place : List.of(
                folder.resolve(name),
                folder.resolve("data").resolve(name),
                folder.resolveSibling("data").resolve(name))) {
            if (Files.isRegularFile(place)) {
                return Files.newInputStream(place);
            }
        }
        throw new IllegalArgumentException(
                name + ", which the manifest names, is not there: copy the files of the inventory beside "
                        + folder.resolve(MANIFEST));
    }
}
