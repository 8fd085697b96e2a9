package io.nfs2s3.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs the examples of the documents that are not Java as they stand there, by a role that has only the rights that stand
 * there. Only the address, the database and the role are those of the test.
 */
class SnippetsIT {
    private static final String URLS = "docs/urls.md";
    private static final String UPLOADS = "docs/upload-hook.md";
    private static final String PATH = "images/it's 1.jpg";
    private static final int GALLERY = 7;

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final String role = site.bucket() + "_web";

    @TempDir
    private Path directory;

    @BeforeAll
    static void open() throws IOException {
        Copies.migrate(site.application().catalog(), List.of(MediaPath.of(PATH)));
        execute("CREATE ROLE " + role + " LOGIN PASSWORD 'a password'");
        site.closing(() -> execute("DROP OWNED BY " + role + "; DROP ROLE " + role));
        execute("CREATE TABLE image (file text, title text, gallery int)");
        execute("GRANT SELECT, INSERT ON image TO " + role);
        execute("INSERT INTO image VALUES ('" + PATH.replace("'", "''") + "', 'A <b> title', " + GALLERY + ")");
        for (String document : List.of(URLS, UPLOADS)) {
            for (String grant : snippet(document, "sql", "GRANT").split(";", -1)) {
                if (grant.contains("GRANT")) {
                    execute(grant.replace("site_web", role));
                }
            }
        }
    }

    private static void execute(String sql) {
        site.jdbi().useHandle(handle -> handle.execute(sql));
    }

    /** The first code block of a document in a language that has a word in it. */
    private static String snippet(String document, String fence, String word) throws IOException {
        return Pattern.compile("(?ms)^```" + fence + "\\n(.*?)^```$")
                .matcher(Files.readString(Path.of(document)))
                .results()
                .map(block -> block.group(1))
                .filter(code -> code.contains(word))
                .findFirst()
                .orElseThrow(() -> new AssertionError(document + " has no example in " + fence));
    }

    /** @param end what prints the outcome */
    private String run(Language language, String document, String begin, String end) throws Exception {
        assumeHere(language);
        URI server = server();
        String database = server.getPath().substring(1);
        String code = snippet(document, language.fence(), "nfs2s3.")
                .replace("db.example.com", server.getHost())
                .replace("dbname=site", "dbname=" + database)
                .replace("dbname: \"site\"", "dbname: \"" + database + "\"")
                .replace("site_web", role);
        Path script = Files.writeString(directory.resolve("snippet"), begin + "\n" + code + "\n" + end + "\n");
        return language.run(script, Map.of("PGPORT", String.valueOf(server.getPort()), "PGPASSWORD", "a password"));
    }

    private static void assumeHere(Language language) throws Exception {
        Assumptions.assumeTrue(language.isHere(), language + " with its PostgreSQL driver is not on this machine");
    }

    private static URI server() {
        return URI.create(site.databaseUrl().substring("jdbc:".length()));
    }

    /** A program of docs/example, as it stands there. */
    private String upload(Language language, String path) throws Exception {
        Path file = Files.writeString(directory.resolve("upload"), "bytes of " + language);
        Map<String, String> environment = Map.of(
                "NFS_ROOT",
                site.media().toString(),
                "PGHOST",
                server().getHost(),
                "PGPORT",
                String.valueOf(server().getPort()),
                "PGDATABASE",
                server().getPath().substring(1),
                "PGUSER",
                role,
                "PGPASSWORD",
                "a password");
        return language.run(language.upload(), environment, file.toString(), path);
    }

    @ParameterizedTest
    @EnumSource
    void the_example_puts_a_file_onto_NFS_and_registers_it(Language language) throws Exception {
        assumeHere(language);
        String path = "images/example/it's " + language + ".jpg";

        assertThat(upload(language, path)).startsWith("OUTBOX https://").endsWith("it%27s%20" + language + ".jpg");
        assertThat(site.media().resolve(path)).hasContent("bytes of " + language);
        assertThat(site.query("SELECT state FROM nfs2s3.media WHERE path = ?", path))
                .containsExactly("QUEUED");
        assertThat(site.query("SELECT file FROM image WHERE file = ?", path)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void the_example_refuses_a_name_that_leads_out_of_the_source_root(Language language) throws Exception {
        assumeHere(language);
        String path = "images/../../" + language + ".jpg";

        assertThatThrownBy(() -> upload(language, path)).hasMessageContaining("refused: it has a \"..\" segment");
        assertThat(site.media().resolve(path).normalize()).doesNotExist();
        assertThat(site.query("SELECT file FROM image WHERE file = ?", path)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void a_page_gets_the_urls_that_the_library_gives(Language language) throws Exception {
        String printed = switch (language) {
            case PHP -> run(language, URLS, "<?php $password = 'a password'; $gallery = " + GALLERY + ";", "");
            case PYTHON -> run(language, URLS, "import psycopg\ngallery = " + GALLERY, "print(rows[0][0], rows[0][1])");
            case RUBY -> run(language, URLS, "require 'pg'\npath = \"" + PATH + "\"", "puts url");
        };

        assertThat(printed).containsPattern("https://cdn[12]\\.example\\.com/images/it%27s%201\\.jpg");
        if (language == Language.PHP) {
            assertThat(printed).contains("alt=\"A &lt;b&gt; title\"");
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_upload_is_registered_in_the_transaction_of_the_site(Language language) throws Exception {
        String path = "images/" + language + ".jpg";
        String printed = switch (language) {
            case PHP -> run(language, UPLOADS, "<?php $password = 'a password'; $path = '" + path + "';", "echo $way;");
            case PYTHON -> run(language, UPLOADS, "import psycopg\npath = '" + path + "'", "print(way)");
            case RUBY -> run(language, UPLOADS, "require 'pg'\npath = '" + path + "'", "puts way");
        };

        assertThat(printed).isEqualTo("OUTBOX");
        assertThat(site.query("SELECT file FROM image WHERE file = ?", path)).hasSize(1);
        assertThat(site.query("SELECT state FROM nfs2s3.media WHERE path = ?", path))
                .containsExactly("QUEUED");
        assertThat(site.query("SELECT message FROM nfs2s3.outbox WHERE message LIKE '%' || ? || '%'", path))
                .hasSize(1);
    }
}
