package io.nfs2s3.lab.packaging;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes jars that depend on nothing but what is in them: in the order of the names, all of one time, and without the
 * permissions that the umask of a build gives.
 */
final class FixedJar {
    private final LocalDateTime time;

    /** @param time of all entries */
    FixedJar(LocalDateTime time) {
        this.time = time;
    }

    /** All files below a directory, by the names that they have in a jar. */
    static SortedMap<String, Path> filesBelow(Path root) throws IOException {
        SortedMap<String, Path> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            all.filter(Files::isRegularFile)
                    .forEach(file -> files.put(
                            root.relativize(file)
                                    .toString()
                                    .replace(file.getFileSystem().getSeparator(), "/"),
                            file));
        }
        return files;
    }

    /** @param attributes of the manifest, beside its version */
    void write(Path jar, Map<String, String> attributes, SortedMap<String, Path> files) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            add(out, JarFile.MANIFEST_NAME, manifest(attributes));
            for (Map.Entry<String, Path> file : files.entrySet()) {
                add(out, file.getKey(), Files.readAllBytes(file.getValue()));
            }
        }
    }

    private static byte[] manifest(Map<String, String> attributes) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        new TreeMap<>(attributes).forEach(manifest.getMainAttributes()::putValue);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        manifest.write(bytes);
        return bytes.toByteArray();
    }

    private void add(ZipOutputStream out, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(time); // of no time zone
        out.putNextEntry(entry);
        out.write(bytes);
        out.closeEntry();
    }
}
