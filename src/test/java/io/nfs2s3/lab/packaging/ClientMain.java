package io.nfs2s3.lab.packaging;

import io.nfs2s3.testing.Directories;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes what a site depends on, {@code nfs2s3-client}: POM, and jars of the classes, the sources and the pages about
 * them. {@code BASE TARGET VERSION TIME}, the first two as Maven means them.
 */
public final class ClientMain {
    private static final String LICENSE = "LICENSE";

    private final Path base;
    private final Path target;
    private final String name;
    private final FixedJar jar;

    private ClientMain(Path base, Path target, String version, LocalDateTime time) {
        this.base = base;
        this.target = target;
        this.name = "nfs2s3-client-" + version;
        this.jar = new FixedJar(time);
    }

    public static void main(String[] arguments) throws IOException {
        LocalDateTime time = LocalDateTime.ofInstant(Instant.parse(arguments[3]), ZoneOffset.UTC);
        new ClientMain(Path.of(arguments[0]), Path.of(arguments[1]), arguments[2], time).write(arguments[2]);
    }

    private void write(String version) throws IOException {
        Path classes = target.resolve("classes");
        ClientClasses client = ClientClasses.of(classes);
        Map<String, String> attributes = Map.of(
                "Automatic-Module-Name",
                "io.nfs2s3.client",
                "Implementation-Title",
                "nfs2s3-client",
                "Implementation-Version",
                version);
        SortedMap<String, Path> sources = client.filesBelow(base.resolve("src/main/java"));

        Files.copy(
                target.resolve("client/pom.xml"), target.resolve(name + ".pom"), StandardCopyOption.REPLACE_EXISTING);
        writeJar("", attributes, client.filesBelow(classes));
        writeJar("-sources", Map.of(), sources);
        writeJar("-javadoc", Map.of(), FixedJar.filesBelow(pages(sources, classes)));
    }

    private void writeJar(String suffix, Map<String, String> attributes, SortedMap<String, Path> files)
            throws IOException {
        SortedMap<String, Path> all = new TreeMap<>(files);
        all.put("META-INF/" + LICENSE, base.resolve(LICENSE));
        jar.write(target.resolve(name + suffix + ".jar"), attributes, all);
    }

    private Path pages(SortedMap<String, Path> sources, Path classes) throws IOException {
        Path pages = target.resolve("client/apidocs");
        if (Files.exists(pages)) {
            Directories.delete(pages); // or a page would stay whose class is gone
        }
        String libraries = Files.readString(target.resolve("test.classpath")).strip();
        ApiPages.write(pages, sources, classes + File.pathSeparator + libraries, name);
        return pages;
    }
}
