package io.nfs2s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import io.nfs2s3.testing.SiteClassPaths;
import io.nfs2s3.testing.TestSite;
import java.io.File;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.lang.runtime.ObjectMethods;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hook and resolver work with the versions of libraries that the site has chosen, not we. */
@Order(1) // takes long: beside it the others go on
class SiteBomsIT {
    /**
     * How long the thread of the site's JDBC driver stays when nothing is left to it, in milliseconds: half a minute by
     * default, for which it holds the class loader. A driver reads it when it is loaded.
     */
    private static final String DRIVER_THREAD = "pgjdbc.config.cleanup.thread.ttl";

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static Map<String, List<URL>> libraries = Map.of();

    @BeforeAll
    static void hurry() {
        System.setProperty(DRIVER_THREAD, "100");
    }

    @AfterAll
    static void takeTime() {
        System.clearProperty(DRIVER_THREAD);
    }

    @BeforeAll
    static void resolve(@TempDir Path directory) throws InterruptedException {
        try {
            libraries = SiteClassPaths.resolve(directory, boms());
        } catch (IOException e) {
            abort("the libraries of the sites cannot be resolved here: " + e.getMessage());
        }
    }

    /** In the first the site has no opinion, as on plain Tomcat. */
    static List<String> boms() {
        return List.of(
                "",
                "org.springframework.boot:spring-boot-dependencies:3.2.12",
                "org.springframework.boot:spring-boot-dependencies:3.3.13",
                "org.springframework.boot:spring-boot-dependencies:3.4.12",
                "org.springframework.boot:spring-boot-dependencies:3.5.7");
    }

    @ParameterizedTest
    @MethodSource("boms")
    void an_upload_and_a_url_and_nothing_is_left_of_a_site_that_is_deployed_anew(String bom) throws Throwable {
        assertThat(libraries.get(bom))
                .extracting(URL::getPath)
                .isNotEmpty()
                .contains(SiteClassPaths.url(SiteClassPaths.clientJar()).getPath())
                .noneMatch(path -> path.contains("/io/netty/") || path.contains("/logback"));

        WeakReference<ClassLoader> left = uploadAndResolve(bom);
        makeEqualsOfAnotherRecord();

        // Each collection stops all tests of this JVM.
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> {
                    System.gc();
                    return left.refersTo(null);
                });
    }

    private record Another(StringBuilder text) {}

    /** Java 17 keeps the class whose {@code equals} it made last, and so one class loader at the most. */
    private static void makeEqualsOfAnotherRecord() throws Throwable {
        MethodHandles.Lookup here = MethodHandles.lookup();
        ObjectMethods.bootstrap(
                here,
                "equals",
                MethodType.methodType(boolean.class, Another.class, Object.class),
                Another.class,
                "text",
                here.findVirtual(Another.class, "text", MethodType.methodType(StringBuilder.class)));
    }

    /** @return the class loader that the site had */
    private static WeakReference<ClassLoader> uploadAndResolve(String bom) throws Exception {
        List<URL> urls = new ArrayList<>(libraries.get(bom));
        urls.add(codeOf(SiteCode.class));
        urls.addAll(assertions());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader("site", urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(loader);
            Class<?> code = Class.forName(SiteCode.class.getName(), true, loader);
            assertThat(run(code, "upload", "images/1.jpg")).isEqualTo("SQS");
            assertThat(run(code, "resolve", "images/1.jpg")).isEqualTo("https://www.example.com/media/images/1.jpg");
            Method deregister = code.getDeclaredMethod("deregisterDrivers");
            deregister.setAccessible(true);
            deregister.invoke(null);
            return new WeakReference<>(loader);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static Object run(Class<?> code, String method, String path) throws ReflectiveOperationException {
        Method run = code.getDeclaredMethod(
                method, String.class, String.class, String.class, URI.class, String.class, String.class);
        run.setAccessible(true);
        return run.invoke(
                null,
                site.databaseUrl(),
                site.addresses().databaseUser(),
                site.addresses().databasePassword(),
                site.sqsEndpoint(),
                site.bucket() + "-uploads",
                path);
    }

    private static URL codeOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    /** What the code of the site compares with. */
    private static List<URL> assertions() throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (entry.contains("assertj-core") || entry.contains("byte-buddy")) {
                urls.add(SiteClassPaths.url(Path.of(entry)));
            }
        }
        return urls;
    }
}
