package io.nfs2s3.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Every legal name is served, and nothing outside the source root and the bucket. */
class OriginFenceIT {
    private static final String SECRET = "a secret";

    @TempDir
    private static Path outside;

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final ServedSite origin = site.closing(ServedSite.open(site));

    @BeforeAll
    static void open() throws IOException {
        Files.writeString(outside.resolve("secret.jpg"), SECRET);
        Files.createDirectories(site.media().resolve("images"));
    }

    /** The status line and what follows, of a request line that no client of Java would send. */
    private static String raw(String target) throws IOException {
        URI address = origin.address();
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.getOutputStream()
                    .write(("GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void every_name_that_a_file_can_have_is_served() {
        List<String> names = List.of(
                "a b.jpg",
                "a+b.jpg",
                "%41.jpg",
                "%2F.jpg",
                "%00.jpg",
                "#.jpg",
                "?.jpg",
                "a;b=c.jpg",
                "a\\b.jpg",
                "\n.jpg",
                "~g2.jpg",
                "é.jpg",
                "日本.jpg",
                "😀.jpg",
                "\u202E.jpg",
                "\u0001.jpg",
                "'\".jpg",
                "{}|^`<>.jpg",
                "a...b");
        for (String name : names) {
            site.write("images/nasty/" + name, "the bytes of " + name);
            String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");

            assertThat(new String(origin.get("images/nasty/" + encoded).body(), StandardCharsets.UTF_8))
                    .as(encoded)
                    .isEqualTo("the bytes of " + name);
        }
    }

    @Test
    void paths_that_lead_out_of_the_root_are_refused() throws IOException {
        String up = "../".repeat(12) + outside.toString().substring(1) + "/secret.jpg";
        for (String target : List.of(
                "/" + up,
                "/images/" + up,
                "/images/" + up.replace("..", "%2e%2e"),
                "/images/" + up.replace("/", "%2f"),
                "/images/" + up.replace("/", "\\"),
                "/images/..%c0%af" + up,
                "/" + outside + "/secret.jpg",
                "//" + outside.toString().substring(1) + "/secret.jpg",
                "/images/%00",
                "/images/%ff",
                "/.nfs2s3/key/" + up,
                "*",
                "http://",
                "http://x",
                "http:?images",
                "http://x/images/" + up)) {
            assertThat(raw(target))
                    .as(target)
                    .startsWith("HTTP/1.1 400")
                    .doesNotContain(SECRET)
                    .doesNotContain("Exception");
        }
    }

    @Test
    void a_link_that_leads_out_of_the_root_is_not_followed() throws IOException {
        Files.createSymbolicLink(site.media().resolve("images/link.jpg"), outside.resolve("secret.jpg"));
        Files.createSymbolicLink(site.media().resolve("images/way"), outside);
        site.write("images/inside.jpg", "inside");
        Files.createSymbolicLink(site.media().resolve("images/within.jpg"), Path.of("inside.jpg"));

        assertThat(origin.get("images/link.jpg").statusCode()).isEqualTo(404);
        assertThat(origin.get("images/way/secret.jpg").statusCode()).isEqualTo(404);
        assertThat(origin.get("images/within.jpg").body())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("inside");
    }

    @Test
    void what_is_no_file_or_no_medium_is_not_found() {
        for (String path : List.of("images", "images/none.jpg")) {
            assertThat(origin.get(path).statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void a_name_that_is_left_out_is_not_found_also_if_it_was_registered_or_the_database_is_down() throws IOException {
        site.write(".htpasswd", SECRET);
        site.write("images/.htpasswd", SECRET);
        site.write("images/.git/config", SECRET);
        site.write("images/a.jpg.tmp", SECRET);
        Files.createSymbolicLink(site.media().resolve("images/hidden.jpg"), Path.of("../.htpasswd"));
        ServedSite.register(site, "images/.htpasswd");
        List<String> paths = List.of(
                ".htpasswd",
                "images/.htpasswd",
                "images/.git/config",
                "images/a.jpg.tmp",
                ".nfs2s3-mounted",
                ".nfs2s3/key/images/.htpasswd",
                ".nfs2s3/key/images/.htpasswd~g2");
        try (TcpProxy database = Wire.toDatabase(site);
                ServedSite wired = ServedSite.open(site, Wire.databaseSetting(site, database))) {
            for (String path : paths) {
                assertThat(wired.get(path).statusCode()).as(path).isEqualTo(404);
            }
            assertThat(wired.get("images/hidden.jpg").statusCode()).isEqualTo(404);
        }
        try (TcpProxy database = Wire.toDatabase(site);
                ServedSite wired = ServedSite.open(site, Wire.databaseSetting(site, database))) {
            database.refuse();
            for (String path : paths) {
                assertThat(wired.get(path).statusCode()).as(path).isEqualTo(404);
            }
            assertThat(wired.get("images/hidden.jpg").statusCode())
                    .as("what its name has in S3 cannot be known")
                    .isEqualTo(503);
        }
    }

    @Test
    void a_path_of_no_kind_is_not_found() {
        site.write("private/1.jpg", SECRET);
        try (ServedSite strict =
                ServedSite.open(site, "kinds = null", "kinds { image { prefix = \"images/\", migrate = true } }")) {
            site.write("images/kind.jpg", "a medium");

            assertThat(strict.get("private/1.jpg").statusCode()).isEqualTo(404);
            assertThat(strict.get("images/kind.jpg").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void what_nobody_registered_is_missing_where_the_settings_say_so() {
        site.write("images/unregistered.jpg", "a medium");
        try (ServedSite strict = ServedSite.open(site, "resolve.unregistered = missing")) {
            assertThat(strict.get("images/unregistered.jpg").statusCode()).isEqualTo(404);
        }
        assertThat(origin.get("images/unregistered.jpg").statusCode()).isEqualTo(200);
    }

    @Test
    void headers_without_end_are_refused() throws IOException {
        assertThat(raw("/images/1.jpg HTTP/1.1\r\nX: " + "x".repeat(20_000))).startsWith("HTTP/1.1 431");
    }
}
