package io.nfs2s3.testing;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a site gets that depends on {@code nfs2s3-client}, as Maven resolves it: its jar, and what its POM names and is not
 * optional, in the versions that the site's own bill of materials pins.
 */
public final class SiteClassPaths {
    /** Below the directory of each module. */
    private static final String OUTPUT = "class-path";
    /** With our versions of the libraries. */
    private static final Path CLIENT_POM = Path.of("target", "client", "pom.xml");

    /** The client in a POM, up to its version. */
    private static final Pattern CLIENT =
            Pattern.compile("<artifactId>nfs2s3-client</artifactId>\\s*<version>([^<]*)</version>");

    private static final String HEAD = """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>io.nfs2s3.site</groupId>
              <artifactId>%s</artifactId>
              <version>1</version>
            """;

    private SiteClassPaths() {}

    /** The jar that the build made. */
    public static Path clientJar() {
        return Path.of(Objects.requireNonNull(System.getProperty("nfs2s3.client"), "set by mvn verify"));
    }

    /**
     * Resolves the class paths of sites, by one run of Maven.
     *
     * @param directory empty; for the sites
     * @param boms of each site, as {@code group:artifact:version}; empty for a site without one
     * @throws IOException when Maven is not there, or cannot resolve one; the message says why
     */
    public static Map<String, List<URL>> resolve(Path directory, List<String> boms)
            throws IOException, InterruptedException {
        List<String> poms = new ArrayList<>();
        for (String bom : boms) {
            poms.add(site("site-" + poms.size(), bom));
        }
        List<List<URL>> resolved = resolvePoms(directory, poms);
        Map<String, List<URL>> paths = new HashMap<>();
        for (int i = 0; i < boms.size(); i++) {
            paths.put(boms.get(i), resolved.get(i));
        }
        return paths;
    }

    /**
     * The class path of one site, by its own POM.
     *
     * @param directory empty
     * @throws IOException as {@link #resolve} does
     */
    public static List<URL> ofPom(Path directory, Path pom) throws IOException, InterruptedException {
        return ofPoms(directory, pom).get(0);
    }

    /**
     * The class path of each site, by one run of Maven.
     *
     * @param directory empty
     * @param poms in each, {@code ${nfs2s3.version}} is the version of the client
     * @throws IOException as {@link #resolve} does
     */
    public static List<List<URL>> ofPoms(Path directory, Path... poms) throws IOException, InterruptedException {
        List<String> texts = new ArrayList<>();
        for (Path pom : poms) {
            texts.add(Files.readString(pom));
        }
        return resolvePoms(directory, texts);
    }

    private static List<List<URL>> resolvePoms(Path directory, List<String> poms)
            throws IOException, InterruptedException {
        String client = Files.readString(CLIENT_POM);
        writeModule(directory, "nfs2s3-client", CLIENT.matcher(client).replaceFirst("$0<packaging>pom</packaging>"));
        StringBuilder modules = new StringBuilder("<module>nfs2s3-client</module>");
        for (int i = 0; i < poms.size(); i++) {
            // Of type pom it needs no jar in a repository; the jar of the build is added.
            writeModule(directory, "site-" + i, CLIENT.matcher(poms.get(i)).replaceFirst("$0<type>pom</type>"));
            modules.append("<module>site-").append(i).append("</module>");
        }
        Files.writeString(directory.resolve("pom.xml"), HEAD.formatted("all") + """
                  <packaging>pom</packaging>
                  <modules>%s</modules>
                </project>
                """.formatted(modules));
        run(directory);
        List<List<URL>> paths = new ArrayList<>();
        for (int i = 0; i < poms.size(); i++) {
            paths.add(jars(directory.resolve("site-" + i).resolve(OUTPUT)));
        }
        return paths;
    }

    private static List<URL> jars(Path classPath) throws IOException {
        List<URL> urls = new ArrayList<>(List.of(url(clientJar())));
        for (String jar : Files.readString(classPath).strip().split(":", -1)) {
            if (jar.endsWith(".jar")) {
                urls.add(url(Path.of(jar)));
            }
        }
        return urls;
    }

    private static void writeModule(Path directory, String name, String pom) throws IOException {
        Files.writeString(Files.createDirectory(directory.resolve(name)).resolve("pom.xml"), pom);
    }

    private static String site(String name, String bom) throws IOException {
        return HEAD.formatted(name) + (bom.isEmpty() ? "" : managed(bom)) + """
                  <dependencies>
                    <dependency>
                      <groupId>io.nfs2s3</groupId>
                      <artifactId>nfs2s3-client</artifactId>
                      <version>%s</version>
                    </dependency>
                  </dependencies>
                </project>
                """.formatted(version());
    }

    private static String version() throws IOException {
        Matcher client = CLIENT.matcher(Files.readString(CLIENT_POM));
        if (!client.find()) {
            throw new IllegalStateException(CLIENT_POM + " is not the POM of nfs2s3-client");
        }
        return client.group(1);
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
                        "-Dnfs2s3.version=" + version(),
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

    /** As an option of Java names them. */
    public static String joined(List<URL> classPath) {
        return classPath.stream().map(URL::getPath).collect(Collectors.joining(File.pathSeparator));
    }

    /** A jar or a directory, as a class loader takes it. */
    public static URL url(Path entry) throws MalformedURLException {
        return entry.toUri().toURL();
    }
}
