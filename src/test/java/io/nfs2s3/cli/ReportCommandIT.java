package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nfs2s3.testing.FailedRows;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import software.amazon.awssdk.core.sync.RequestBody;

/** A report of a site on which files were migrated, failed, verified, mended and rolled back. */
class ReportCommandIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final Commands commands = new Commands(site.settingsFile());

    @TempDir
    private Path folder;

    @BeforeAll
    static void fill() {
        site.clearRuns(); // their numbers begin at 1
        for (String name : List.of("good", "differs", "back")) {
            site.write("images/" + name + ".jpg", name);
        }
        commands.done("enqueue images/good.jpg images/differs.jpg images/back.jpg");
        commands.done("worker --until-empty");
        site.s3()
                .putObject(
                        request -> request.bucket(site.bucket()).key("images/differs.jpg"),
                        RequestBody.fromString("DIFFERS"));
        assertThat(commands.run("verify --repair --yes").code()).isLessThanOrEqualTo(1);
        commands.done("rollback images/back.jpg --yes");
        FailedRows.insert(site, "images/lost.jpg", "image", "SOURCE_MISSING", 1);
        FailedRows.insert(site, "images/again.jpg", "image", "SOURCE_READ", 1);
        commands.done("failed retry images/again.jpg");
        site.jdbi()
                .useHandle(handle -> handle.execute("INSERT INTO nfs2s3.ledger (act, path, login, application)"
                        + " VALUES ('<b onclick=\"x\">FLIP</b>', 'images/<i>.jpg', 'somebody', 'by hand')"));
    }

    private static String text(String line) {
        List<String> lines = commands.done(line);
        assertThat(lines).allSatisfy(one -> assertThat(one).hasSizeLessThanOrEqualTo(80));
        return String.join(" ", lines).replaceAll("\\s+", " ");
    }

    @Test
    void it_tells_files_failures_proof_jobs_and_costs() {
        assertThat(text("report --zone UTC"))
                .contains(
                        "Report of site " + site.id(),
                        "from the beginning to 20",
                        ", by the clock of UTC.",
                        "The history begins at 20",
                        "Migrated: 3 files, 15 B.",
                        "1 0 0 1 0 0 SOURCE_MISSING",
                        "1 0 1 0 0 0 SOURCE_READ",
                        "FLIP: readers are sent to S3",
                        "ROLLBACK: rolled back: readers are sent to NFS again",
                        "The last verify of all files (run 1, ended 20",
                        "1 not as they should be, 1 of them mended, 0 left.",
                        "1 object-differs: the object has other bytes than were copied",
                        "1 flip-back: ",
                        "1 (listing, DONE), mends",
                        "1 1 0 rollback 2 (rollback of ",
                        "3 PUT requests for the files migrated in this time: 0.00.")
                .containsPattern("\\d{4}-\\d\\d-\\d\\d 3 15 B 0 image");
    }

    @Test
    void a_time_before_all_that_is_known_is_told_as_that() {
        assertThat(text("report --from 2020-01-01 --to 2020-01-31 --zone UTC"))
                .contains(
                        "Time: from 2020-01-01 00:00 to 2020-02-01 00:00, by the clock of UTC.",
                        "The history begins at 20",
                        "The ledger begins at 20",
                        "Migrated: nothing that the history knows of.",
                        "No file failed in this time.",
                        "No verify of all files came to its end in this time.");
    }

    @Test
    void the_json_is_one_line() {
        JsonNode json = commands.run("report --json --from 1d").onlyJson();

        assertThat(json.path("files").asLong()).isEqualTo(3);
        assertThat(json.path("verifies")
                        .get(0)
                        .path("causes")
                        .path("object-differs")
                        .asLong())
                .isEqualTo(1);
        assertThat(json.path("jobs").get(0).path("kind").asText()).isEqualTo("rollback");
        assertThat(json.path("pointers"))
                .anyMatch(act -> act.path("act").asText().equals("ROLLBACK"));
    }

    @Test
    void the_page_takes_the_place_of_the_one_before_and_quotes_what_others_wrote() throws Exception {
        Path file = folder.resolve("report.html");
        Files.writeString(file, "before");

        assertThat(commands.done(List.of("report", "--html", file.toString())))
                .containsExactly("the report is in " + file);

        Document page =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
        assertThat(page.getElementsByTagName("b").getLength()).isZero();
        assertThat(page.getDocumentElement().getTextContent())
                .contains("<b onclick=\"x\">FLIP</b>: somebody else's word", "Proof by verifies");
        assertThat(names()).containsExactly("report.html");
    }

    @Test
    void the_csv_goes_to_a_file_or_to_standard_output() throws IOException {
        Path file = folder.resolve("report.csv");

        commands.done(List.of("report", "--csv", file.toString()));

        assertThat(Files.readString(file)).contains("\r\nverify,run 1,,mended,1,,\r\n");
        assertThat(commands.done("report --csv -"))
                .startsWith("section,name,kind,detail,files,bytes,money")
                .contains("failure,SOURCE_READ,,queued,1,,");
    }

    @Test
    void wrong_use_leaves_no_file() {
        Path nowhere = folder.resolve("nowhere/report.html");

        assertThat(commands.run(List.of("report", "--html", nowhere.toString())).error(2))
                .contains("the file " + nowhere + " cannot be written");
        assertThat(commands.run(List.of(
                                "report",
                                "--csv",
                                folder.resolve("x.csv").toString(),
                                "--from",
                                "2026-01-02",
                                "--to",
                                "2026-01-01"))
                        .error(2))
                .contains("nothing can lie between them");
        assertThat(commands.run("report --json --csv -").code()).isEqualTo(2);
        assertThat(commands.run("report --zone Nowhere/Land").error(2)).contains("give a time zone by its name");
        assertThat(names()).isEmpty();
    }

    @Test
    void a_user_without_the_right_is_told_which() {
        String role = site.bucket() + "_report";
        site.jdbi()
                .useHandle(handle -> handle.createScript("CREATE ROLE " + role + " LOGIN PASSWORD 'a'; GRANT USAGE"
                                + " ON SCHEMA nfs2s3 TO " + role
                                + "; GRANT SELECT ON ALL TABLES IN SCHEMA nfs2s3 TO " + role
                                + "; REVOKE SELECT ON nfs2s3.ledger FROM " + role)
                        .execute());
        try {
            Commands other = new Commands(site.settingsFile("database { user = " + role + ", password = a }"));
            assertThat(other.run("report").error(3)).endsWith("GRANT SELECT ON nfs2s3.ledger TO " + role);
        } finally {
            site.jdbi()
                    .useHandle(handle -> handle.createScript("DROP OWNED BY " + role + "; DROP ROLE " + role)
                            .execute());
        }
    }

    private List<String> names() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
