package io.nfs2s3.lab.packaging;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import io.nfs2s3.upload.UploadHookBuilder;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the client refers to nothing that is neither in it nor named by its POM. */
class ClientClassesTest {
    private static final Path POM = Path.of("target", "client", "pom.xml");
    /** Group, artifact and version, and what stands behind them. */
    private static final Pattern DEPENDENCY = Pattern.compile("(?s)<dependency>\\s*<groupId>([^<]+)</groupId>\\s*"
            + "<artifactId>([^<]+)</artifactId>\\s*<version>([^<]+)</version>(.*?)</dependency>");

    @TempDir
    private static Path directory;

    private static JavaClasses client;

    @BeforeAll
    static void copy() throws Exception {
        Path classes = Path.of(UploadHookBuilder.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        ClientClasses.of(classes).copy(classes, directory);
        client = ClientClasses.imported(directory);
    }

    @Test
    void no_class_refers_to_one_of_the_project_that_is_not_in_it() {
        Set<String> missing = used().map(JavaClass::getName)
                .filter(name -> name.startsWith("io.nfs2s3."))
                .filter(name -> Files.notExists(directory.resolve(file(name))))
                .collect(toCollection(TreeSet::new));

        assertThat(client).hasSizeGreaterThan(100);
        assertThat(missing).isEmpty();
    }

    @Test
    void its_pom_names_each_library_that_a_class_refers_to_and_no_other() throws IOException {
        Map<String, String> named = dependencies();
        Set<String> found = new HashSet<>();
        used().filter(type -> !type.getName().startsWith("io.nfs2s3."))
                .map(ClientClassesTest::place)
                .filter(place -> !place.startsWith("jrt:"))
                .forEach(place -> found.add(named.entrySet().stream()
                        .filter(library -> place.contains(library.getKey()))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse(place)));

        assertThat(found).isEqualTo(named.keySet());
    }

    @Test
    void only_classes_that_a_site_names_itself_refer_to_optional_libraries() throws IOException {
        Map<String, String> named = dependencies();
        Set<String> classes = new HashSet<>();
        for (JavaClass type : client) {
            used(type)
                    .filter(used -> !used.getName().startsWith("io.nfs2s3."))
                    .map(ClientClassesTest::place)
                    .filter(place -> named.entrySet().stream()
                            .anyMatch(library -> library.getValue().contains("<optional>true</optional>")
                                    && place.contains(library.getKey())))
                    .forEach(place -> classes.add(type.getSimpleName()));
        }

        assertThat(classes).containsExactlyInAnyOrder("CloudFrontSigner", "ResolverMetrics", "UploadMetrics");
    }

    @Test
    void it_has_nothing_of_the_daemon() throws IOException {
        try (Stream<Path> packages = Files.walk(directory.resolve("io/nfs2s3"))) {
            assertThat(packages.filter(Files::isDirectory)
                            .map(found ->
                                    directory.resolve("io").relativize(found).toString()))
                    .containsExactlyInAnyOrder(
                            "nfs2s3",
                            "nfs2s3/aws",
                            "nfs2s3/catalog",
                            "nfs2s3/database",
                            "nfs2s3/media",
                            "nfs2s3/outbox",
                            "nfs2s3/progress",
                            "nfs2s3/queue",
                            "nfs2s3/resilience",
                            "nfs2s3/resolve",
                            "nfs2s3/upload",
                            "nfs2s3/upload/spool");
        }
        assertThat(directory.resolve("io/nfs2s3/database/Schema.class")).doesNotExist();
        assertThat(directory.resolve("io/nfs2s3/upload/package-info.class")).exists();
        assertThat(UploadHookBuilder.class.getResource("/io/nfs2s3/database/Schema.class"))
                .as("what the test means to leave out")
                .isNotNull();
    }

    private static Stream<JavaClass> used() {
        return client.stream().flatMap(ClientClassesTest::used);
    }

    private static Stream<JavaClass> used(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                .filter(target -> !target.isPrimitive())
                .distinct();
    }

    private static String file(String name) {
        return name.replace('.', '/') + ".class";
    }

    /** Where a class comes from: a jar in the local repository of Maven, or the JDK. */
    private static String place(JavaClass type) {
        URL url = ClientClassesTest.class.getClassLoader().getResource(file(type.getName()));
        return url == null ? type.getName() + " is nowhere" : url.toString();
    }

    /** What the POM names, as the folder of the local repository, each with what it says more of it. */
    private static Map<String, String> dependencies() throws IOException {
        Map<String, String> dependencies = new HashMap<>();
        for (MatchResult found :
                DEPENDENCY.matcher(Files.readString(POM)).results().toList()) {
            String folder = "/" + found.group(1).replace('.', '/') + "/" + found.group(2) + "/" + found.group(3) + "/";
            dependencies.put(folder, found.group(4));
        }
        assertThat(dependencies).hasSizeGreaterThan(10);
        return dependencies;
    }
}
