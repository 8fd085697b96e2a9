package io.nfs2s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.lab.packaging.ClientClasses;
import io.nfs2s3.resolve.CloudFrontSigner;
import io.nfs2s3.upload.UploadHookBuilder;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hook and resolver work with the classes of the client alone, and without the libraries of daemon and command line. */
class SiteClassPathTest {
    /** Folders of the local repository. */
    private static final List<String> DAEMON_ONLY = List.of(
            "org/quartz-scheduler/",
            "org/flywaydb/",
            "info/picocli/",
            "com/typesafe/",
            "io/javalin/",
            "org/eclipse/jetty/",
            "org/apache/tika/",
            "software/amazon/awssdk/s3/",
            "software/amazon/awssdk/cloudfront/",
            "software/amazon/awssdk/sts/",
            "software/amazon/awssdk/sso/",
            "software/amazon/awssdk/ssooidc/",
            "org/apache/httpcomponents/",
            "software/amazon/awssdk/netty-nio-client/",
            "io/netty/",
            "org/conscrypt/",
            "me/tongfei/progressbar/",
            "ch/qos/logback/");

    private static final List<String> DAEMON_ONLY_CLASSES = List.of(
            "org.quartz.Scheduler",
            "org.flywaydb.core.Flyway",
            "picocli.CommandLine",
            "com.typesafe.config.Config",
            "io.javalin.Javalin",
            "org.eclipse.jetty.server.Server",
            "org.apache.tika.Tika",
            "software.amazon.awssdk.services.s3.S3AsyncClient",
            "software.amazon.awssdk.services.cloudfront.CloudFrontUtilities",
            "software.amazon.awssdk.services.sts.StsClient",
            "software.amazon.awssdk.services.sso.SsoClient",
            "software.amazon.awssdk.services.ssooidc.SsoOidcClient",
            "org.apache.hc.client5.http.classic.HttpClient",
            "software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient",
            "io.netty.channel.Channel",
            "org.conscrypt.Conscrypt",
            "me.tongfei.progressbar.ProgressBar",
            "ch.qos.logback.classic.Logger",
            "io.nfs2s3.cli.Main");

    @TempDir
    private static Path client;

    /** Where the classes of the whole project are. */
    private static Path project;

    @BeforeAll
    static void copyClient() throws Exception {
        project = Path.of(UploadHookBuilder.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        ClientClasses.of(project).copy(project, client);
    }

    @Test
    void the_libraries_of_the_daemon_are_not_there() throws Exception {
        try (URLClassLoader site = site()) {
            for (String name : DAEMON_ONLY_CLASSES) {
                assertThatThrownBy(() -> Class.forName(name, false, site))
                        .as(name)
                        .isInstanceOf(ClassNotFoundException.class);
                assertThat(Class.forName(name, false, getClass().getClassLoader()))
                        .as("%s is what the test means to leave out", name)
                        .isNotNull();
            }
        }
    }

    @Test
    void the_upload_hook_works() throws Exception {
        inSite("useHook");
    }

    @Test
    void the_resolver_answers() throws Exception {
        inSite("useResolver");
    }

    @Test
    void every_class_of_the_client_loads() throws Exception {
        try (URLClassLoader site = site()) {
            for (String name : classesOfClient()) {
                if (name.equals(CloudFrontSigner.class.getName())) {
                    continue; // only for sites that sign
                }
                Class<?> loaded = Class.forName(name, true, site);
                assertThat(loaded.getClassLoader()).isSameAs(site);
                assertThat(loaded.getDeclaredMethods()).as(name).isNotNull();
            }
        }
    }

    private static List<String> classesOfClient() throws IOException {
        List<String> names;
        try (Stream<Path> files = Files.walk(client)) {
            names = files.map(file -> client.relativize(file).toString())
                    .filter(name -> name.endsWith(".class") && !name.endsWith("package-info.class"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace(File.separatorChar, '.'))
                    .toList();
        }
        assertThat(names).contains(UploadHookBuilder.class.getName()).hasSizeGreaterThan(100);
        return names;
    }

    private static void inSite(String method) throws Exception {
        try (URLClassLoader site = site()) {
            inSite(site, method);
        }
    }

    private static void inSite(ClassLoader site, String method) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try {
            thread.setContextClassLoader(site);
            Class<?> loaded = Class.forName(SiteCode.class.getName(), true, site);
            assertThat(loaded.getClassLoader()).isSameAs(site);
            Method run = loaded.getDeclaredMethod(method);
            run.setAccessible(true);
            run.invoke(null);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static URLClassLoader site() throws IOException {
        List<URL> urls = new ArrayList<>(List.of(client.toUri().toURL()));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            String path = entry.replace(File.separatorChar, '/');
            if (!Path.of(entry).toAbsolutePath().equals(project)
                    && DAEMON_ONLY.stream().noneMatch(folder -> path.contains("/" + folder))) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        return new URLClassLoader("site", urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }
}
