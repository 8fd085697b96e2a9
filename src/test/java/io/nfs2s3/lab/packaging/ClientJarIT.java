package io.nfs2s3.lab.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.testing.SiteClassPaths;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the build makes for sites, as it lies in the target directory. */
class ClientJarIT {
    private static Path beside(String suffix) {
        Path jar = SiteClassPaths.clientJar();
        return jar.resolveSibling(jar.getFileName().toString().replace(".jar", suffix));
    }

    private static List<String> files(Path jar) throws IOException {
        try (JarFile open = new JarFile(jar.toFile())) {
            return open.stream().map(JarEntry::getName).toList();
        }
    }

    @Test
    void it_is_a_module_with_a_name_that_stays() {
        ModuleDescriptor module = ModuleFinder.of(SiteClassPaths.clientJar())
                .find("io.nfs2s3.client")
                .orElseThrow()
                .descriptor();

        assertThat(module.isAutomatic()).isTrue();
        assertThat(module.packages()).contains("io.nfs2s3.upload", "io.nfs2s3.resolve");
    }

    @Test
    void it_has_classes_and_the_licence_and_nothing_else() throws Exception {
        assertThat(files(SiteClassPaths.clientJar()))
                .contains("META-INF/LICENSE", "io/nfs2s3/upload/UploadHook.class")
                .allMatch(name ->
                        name.matches("META-INF/(MANIFEST\\.MF|LICENSE)") || name.matches("io/nfs2s3/.*\\.class"));
    }

    @Test
    void each_class_has_its_source_and_the_public_api_has_pages() throws Exception {
        Set<String> classes = files(SiteClassPaths.clientJar()).stream()
                .filter(name -> name.endsWith(".class"))
                .map(name -> name.replaceFirst("(\\$.*)?\\.class$", ".java"))
                .collect(Collectors.toSet());

        assertThat(files(beside("-sources.jar")).stream()
                        .filter(name -> name.endsWith(".java") && !name.endsWith("package-info.java"))
                        .collect(Collectors.toSet()))
                .isEqualTo(classes.stream()
                        .filter(name -> !name.endsWith("package-info.java"))
                        .collect(Collectors.toSet()));
        assertThat(files(beside("-javadoc.jar")))
                .contains(
                        "index.html",
                        "io/nfs2s3/media/MediaPath.html",
                        "io/nfs2s3/resolve/MediaUrlResolver.html",
                        "io/nfs2s3/upload/UploadHookBuilder.html")
                .noneMatch(name -> name.startsWith("io/nfs2s3/catalog/"));
    }

    @Test
    void its_pom_has_our_versions() throws Exception {
        String version = SiteClassPaths.clientJar().getFileName().toString().replaceAll("nfs2s3-client-|\\.jar", "");

        assertThat(Files.readString(beside(".pom")))
                .contains("<artifactId>nfs2s3-client</artifactId>\n  <version>" + version + "</version>")
                .doesNotContain("${");
    }
}
