package io.nfs2s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.nfs2s3.testing.Directories;
import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.testing.SiteClassPaths;
import io.nfs2s3.testing.SiteSources;
import io.nfs2s3.testing.TestSite;
import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Hook and resolver where sites have them: in a WAR that is redeployed, and beside another log and another Netty. */
@Order(2) // takes long: beside it the others go on
class SiteContainersIT {
    private static final Path TOMCAT = Path.of("src/test/sites/tomcat");
    private static final Path WEBFLUX = Path.of("src/test/sites/webflux");
    private static final Pattern PORT = Pattern.compile("Netty started on port (\\d+)");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /**
     * What Tomcat's own script opens, so that it can clean up behind an application. What is only remembered until
     * memory is short is no leak: it goes at once.
     */
    private static final String OPTIONS = "--add-opens=java.base/java.lang=ALL-UNNAMED"
            + " --add-opens=java.base/java.lang.reflect=ALL-UNNAMED"
            + " --add-opens=java.base/java.io=ALL-UNNAMED"
            + " --add-opens=java.base/java.util=ALL-UNNAMED"
            + " --add-opens=java.base/java.util.concurrent=ALL-UNNAMED"
            + " --add-opens=java.rmi/sun.rmi.transport=ALL-UNNAMED"
            + " -XX:SoftRefLRUPolicyMSPerMB=0";

    /** Behind an outbox no upload goes to SQS. */
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    @TempDir
    private static Path directory;

    private static List<URL> tomcat = List.of();
    private static List<URL> webflux = List.of();

    @BeforeAll
    static void resolve() throws Exception {
        try {
            List<List<URL>> paths = SiteClassPaths.ofPoms(
                    Files.createDirectory(directory.resolve("sites")),
                    TOMCAT.resolve("pom.xml"),
                    WEBFLUX.resolve("pom.xml"));
            tomcat = paths.get(0);
            webflux = paths.get(1);
        } catch (IOException e) {
            abort("the libraries of the sites cannot be resolved here: " + e.getMessage());
        }
    }

    @Test
    void nothing_is_left_of_a_web_application_that_tomcat_deploys_twenty_times() throws Exception {
        Properties left = redeployed();

        assertThat(left)
                .containsEntry("deployed", "20")
                .containsEntry("answers", "[SQS https://www.example.com/media/images/1.jpg]")
                .containsEntry("threads", "[]")
                // Of the twenty class loaders. A driver that stayed registered would hold its own.
                .containsEntry("loaders", "0");
        // Some classes of server and JDK come late. If only one of fifteen copies stayed, it would be four times this.
        long copy = Long.parseLong(left.getProperty("metaspace.copy", "0"));
        assertThat(Long.parseLong(left.getProperty("metaspace.more", "0")))
                .as("bytes from the fifth to the twentieth time, with a copy of %d", copy)
                .isLessThan(copy / 4);
    }

    private static Properties redeployed() throws IOException {
        List<URL> server = tomcat.stream().filter(SiteContainersIT::isOfServer).toList();
        Path program = Files.createDirectory(directory.resolve("server"));
        SiteSources.compile(TOMCAT.resolve("server"), SiteClassPaths.joined(tomcat), program);
        Path report = directory.resolve("left.properties");
        Map<String, String> environment = new HashMap<>(environment());
        environment.put("JDK_JAVA_OPTIONS", OPTIONS);

        JavaProcess process = JavaProcess.foreign(
                program + File.pathSeparator + SiteClassPaths.joined(server),
                "server.RedeployMain",
                environment,
                application().toString(),
                Files.createDirectory(directory.resolve("tomcat")).toString(),
                report.toString());
        site.closing(process::kill);
        assertThat(process.exitCode()).as(process.output()).isZero();

        Properties left = new Properties();
        try (Reader file = Files.newBufferedReader(report)) {
            left.load(file);
        }
        return left;
    }

    private static boolean isOfServer(URL library) {
        return library.getPath().contains("/org/apache/tomcat/")
                || library.getPath().contains("/jakarta/annotation/");
    }

    /** A WAR as Tomcat unpacks it. */
    private static Path application() throws IOException {
        Path application = directory.resolve("application");
        Path lib = Files.createDirectories(application.resolve("WEB-INF/lib"));
        for (URL library : tomcat) {
            Path jar = Path.of(library.getPath());
            if (!isOfServer(library)) {
                Files.copy(jar, lib.resolve(jar.getFileName().toString()));
            }
        }
        Path classes = Files.createDirectory(application.resolve("WEB-INF/classes"));
        SiteSources.compile(TOMCAT.resolve("application"), SiteClassPaths.joined(tomcat), classes);
        Files.copy(TOMCAT.resolve("web.xml"), application.resolve("WEB-INF/web.xml"));
        return application;
    }

    @Test
    void a_spring_boot_site_keeps_its_log4j2_and_its_netty() throws Exception {
        assertThat(webflux)
                .extracting(URL::getPath)
                .contains(SiteClassPaths.url(SiteClassPaths.clientJar()).getPath())
                .noneMatch(path -> path.contains("/logback"))
                .anyMatch(path -> path.contains("/log4j-slf4j2-impl/"))
                .anyMatch(path -> path.contains("/io/netty/netty-transport/"))
                // As Spring Boot 3.5.7 pins it. That of our own build is another one.
                .allMatch(path -> !path.contains("/io/netty/") || path.contains("/4.1.128.Final/"));
        Path program = Files.createDirectory(directory.resolve("program"));
        Path resources = program.resolve("resources");
        Directories.copy(WEBFLUX.resolve("resources"), resources);
        String libraries = SiteClassPaths.joined(webflux);
        SiteSources.compile(WEBFLUX.resolve("java"), libraries, program);
        JavaProcess process = JavaProcess.foreign(
                program + File.pathSeparator + resources + File.pathSeparator + libraries,
                "site.SiteApplication",
                environment(),
                "--server.address=127.0.0.1",
                "--server.port=0");
        site.closing(process::kill);
        URI address = address(process);

        assertThat(answer(address.resolve("/upload?path=images/1.jpg"))).isEqualTo("SQS");
        assertThat(answer(address.resolve("/url?path=images/1.jpg")))
                .isEqualTo("https://www.example.com/media/images/1.jpg");
        assertThat(answer(address.resolve("/upload-without-sqs?path=images/2.jpg")))
                .isEqualTo("OUTBOX");
        assertThat(process.output())
                .contains("Log4j2 WARN io.nfs2s3.upload.UploadCall an upload goes to the outbox path=images/2.jpg")
                .doesNotContain("SLF4J", "logback");
        process.terminate();
        assertThat(process.exitCode()).as(process.output()).isEqualTo(143);
    }

    private static URI address(JavaProcess process) {
        return URI.create("http://127.0.0.1:" + process.printed(PORT) + "/");
    }

    private static String answer(URI page) throws IOException, InterruptedException {
        HttpResponse<String> response = CLIENT.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private static Map<String, String> environment() {
        return Map.of(
                "SITE_DATABASE",
                site.databaseUrl(),
                "SITE_USER",
                site.addresses().databaseUser(),
                "SITE_PASSWORD",
                site.addresses().databasePassword(),
                "SITE_REGION",
                site.addresses().region(),
                "SITE_QUEUE",
                site.bucket() + "-uploads",
                "SITE_SQS",
                site.sqsEndpoint().toString(),
                "AWS_ACCESS_KEY_ID",
                site.addresses().accessKeyId(),
                "AWS_SECRET_ACCESS_KEY",
                site.addresses().secretAccessKey());
    }
}
