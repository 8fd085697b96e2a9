package io.nfs2s3.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Of each mistake the operator learns in which line of which file it is, or in which variable. */
class SettingsPlacesTest extends SettingsTestBase {
    @Test
    void every_mistake_names_the_line_of_the_file() {
        assertThat(placed("""
                        database {
                          poolSize = 3
                          url = "jdbc:mysql://localhost/site"
                        }
                        s3.bukket = x

                        sweep.schedule = soon
                        aws.region = eu-central-1a
                        kinds.photo { prefix = "p", migrate = true }
                        """, Map.of()))
                .containsExactlyInAnyOrder(
                        "database.poolSize = 3 must be 4 to 100 (" + file() + ":2)",
                        "database.url = \"jdbc:mysql://localhost/site\": give a PostgreSQL URL, such as"
                                + " jdbc:postgresql://db.example.com:5432/site (" + file() + ":3)",
                        "s3.bukket is not a setting; did you mean s3.bucket? (" + file() + ":5)",
                        "sweep.schedule: \"soon\" is neither an interval (\"5 s\") nor a Quartz cron expression ("
                                + file() + ":7)",
                        "aws.region = \"eu-central-1a\" is an availability zone; its region is eu-central-1 (" + file()
                                + ":8)",
                        "kinds.photo.prefix = \"p\": kind photo: the prefix \"p\" must end in \"/\" (" + file()
                                + ":9)");
    }

    @Test
    void the_last_of_two_lines_counts() {
        assertThat(placed("http.port = 1\nhttp.port = 70000\n", Map.of()))
                .containsExactly("http.port = 70000 must be 0 to 65535 (" + file() + ":2)");
    }

    @Test
    void settings_that_do_not_fit_together_name_both_lines_but_no_default() {
        assertThat(placed("sqs.uploads = a\nsqs.backfill = a\n", Map.of()))
                .containsExactly("sqs.uploads and sqs.backfill are both a (" + file() + ":1, " + file() + ":2)");
        assertThat(placed("\n\nworker.bytesInFlight = 63 MiB\n", Map.of()))
                .singleElement()
                .asString()
                .contains("s3.partSize")
                .endsWith(" (" + file() + ":3)");
    }

    @Test
    void a_mistake_of_a_variable_names_the_variable() {
        assertThat(placed("http.port = 1", Map.of("NFS2S3_HTTP_PORT", "http")))
                .containsExactly("http.port = \"http\" must be a whole number (environment NFS2S3_HTTP_PORT)");
        assertThat(placed("http.port = ${?PORT}", Map.of("PORT", "http")))
                .containsExactly("http.port = \"http\" must be a whole number (environment PORT)");
    }

    @Test
    void a_mistake_of_an_included_file_names_that_file() {
        String more = write("more.conf", "\nhttp.port = 70000\n").toString();

        assertThat(placed("include \"more.conf\"", Map.of()))
                .containsExactly("http.port = 70000 must be 0 to 65535 (" + more + ":2)");
    }

    @Test
    void an_included_file_that_this_user_may_not_read_is_not_left_out() throws IOException {
        assumeThat(System.getProperty("user.name")).isNotEqualTo("root");
        Path more = write("more.conf", "http.port = 1");
        Files.setPosixFilePermissions(more, Set.of());

        for (String include : List.of("\"more.conf\"", "\"more\"", "file(\"" + more + "\")")) {
            assertThat(placed("include " + include, Map.of()))
                    .containsExactly("the settings include " + more
                            + ", which this user may not read: let it, or leave that out");
        }
    }

    @Test
    void one_that_is_not_there_is_left_out_as_hocon_says() {
        assertThat(read("include \"more.conf\"\nhttp.port = 7").http().port()).isEqualTo(7);
        assertThat(read("include file(\"/nowhere/more.conf\")\nhttp.port = 7")
                        .http()
                        .port())
                .isEqualTo(7);
        assertThat(placed("include required(\"more.conf\")", Map.of()))
                .singleElement()
                .asString()
                .startsWith("the settings file is not HOCON: ");
    }

    @Test
    void a_key_in_a_value_is_no_place() {
        assertThat(placed("s3.bucket = good-name\nsource.readers = \"s3.bucket\"", Map.of()))
                .containsExactly("source.readers = \"s3.bucket\" must be a whole number (" + file() + ":2)");
    }
}
