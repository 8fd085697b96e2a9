package io.nfs2s3.testing;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a site gets that depends on this project, as Maven resolves it: the dependencies of our {@code pom.xml} that are not
 * optional, in the versions that the site's own bill of materials pins.
 */
public final class SiteClassPaths {
    /** Below the directory of each module. */
    private static final String OUTPUT = "class-path";

    private static final String HEAD = """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>io.nfs2s3.site</groupId>
              <artifactId>%s</artifactId>
              <version>1</version>
            """;

    private SiteClassPaths() {}

    /**
     * Resolves the class paths of sites, by one run of Maven.
     *
     * @param directory empty; for the sites
     * @param boms of each site, as {@code group:artifact:version}; empty for a site without one
     * @throws IOException when Maven is not there, or cannot resolve one; the message says why
     */
    public static Map<String, List<URL>> resolve(Path directory, List<String> boms)
            throws IOException, InterruptedException {
        writeOurs(Files.createDirectory(directory.resolve("nfs2s3")));
        StringBuilder modules = new StringBuilder("<module>nfs2s3</module>");
        for (int i = 0; i < boms.size(); i++) {
            writeSite(Files.createDirectory(directory.resolve("site-" + i)), "site-" + i, boms.get(i));
            modules.append("<module>site-").append(i).append("</module>");
        }
        Files.writeString(directory.resolve("pom.xml"), HEAD.formatted("all") + """
                  <packaging>pom</packaging>
                  <modules>%s</modules>
                </project>
                """.formatted(modules));
        run(directory);
        Map<String, List<URL>> paths = new HashMap<>();
        for (int i = 0; i < boms.size(); i++) {
            paths.put(boms.get(i), jars(directory.resolve("site-" + i).resolve(OUTPUT)));
        }
        return paths;
    }

    private static List<URL> jars(Path classPath) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String jar : Files.readString(classPath).strip().split(":", -1)) {
            if (jar.endsWith(".jar")) {
                urls.add(url(Path.of(jar)));
            }
        }
        return urls;
    }

    /** Our own, without what builds it. Of packaging pom it needs no jar to be depended upon. */
    private static void writeOurs(Path directory) throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        String ours = pom.substring(0, pom.indexOf("  <build>"))
                .replaceFirst(
                        "(?s)(<artifactId>nfs2s3</artifactId>\\s*<version>[^<]*</version>)",
                        "$1<packaging>pom</packaging>");
        Files.writeString(directory.resolve("pom.xml"), ours + "</project>\n");
    }

    private static void writeSite(Path directory, String name, String bom) throws IOException {
        Files.writeString(
                directory.resolve("pom.xml"), HEAD.formatted(name) + (bom.isEmpty() ? "" : managed(bom)) + """
                  <dependencies>
                    <dependency>
                      <groupId>io.nfs2s3</groupId>
                      <artifactId>nfs2s3</artifactId>
                      <version>0.1.0-SNAPSHOT</version>
                      <type>pom</type>
                    </dependency>
                  </dependencies>
                </project>
                """);
    }

    private static String managed(String bom) {
        String[] parts = bom.split(":", -1);
        return """
                  <dependencyManagement>
                    <dependencies>
                      <dependency>
                        <groupId>%s</groupId>
                        <artifactId>%s</artifactId>
                        <version>%s</version>
                        <type>pom</type>
                        <scope>import</scope>
                      </dependency>
                    </dependencies>
                  </dependencyManagement>
                """.formatted(parts[0], parts[1], parts[2]);
    }

    /** The one that our own build uses: another might have to be downloaded. */
    private static String plugin() throws IOException {
        Matcher version = Pattern.compile("<artifactId>maven-dependency-plugin</artifactId>\\s*<version>([^<]+)<")
                .matcher(Files.readString(Path.of("pom.xml")));
        if (!version.find()) {
            throw new IllegalStateException("pom.xml has no maven-dependency-plugin");
        }
        return "org.apache.maven.plugins:maven-dependency-plugin:" + version.group(1);
    }

    private static void run(Path directory) throws IOException, InterruptedException {
        Path log = directory.resolve("maven.log");
        Process maven = new ProcessBuilder(
                        "mvn",
                        "-B",
                        "-q",
                        plugin() + ":build-classpath",
                        "-Dmdep.includeScope=runtime",
                        "-Dmdep.regenerateFile=true",
                        "-Dmdep.outputFile=" + OUTPUT)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!maven.waitFor(5, TimeUnit.MINUTES)) {
            maven.destroyForcibly();
            throw new IOException("Maven did not end within five minutes");
        }
        if (maven.exitValue() != 0) {
            throw new IOException(Files.readString(log).lines().findFirst().orElse("Maven says nothing"));
        }
    }

    /** A jar or a directory, as a class loader takes it. */
    public static URL url(Path entry) throws MalformedURLException {
        return entry.toUri().toURL();
    }
}
