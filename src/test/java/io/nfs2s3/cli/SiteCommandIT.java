package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.testing.TestSite;
import io.nfs2s3.upload.UploadHook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an operator is told of a site that is suspended, and how it goes on. */
class SiteCommandIT {
    @RegisterExtension
    private final TestSite site = TestSite.open();

    private final Commands commands = new Commands(site.settingsFile());

    private void moved() {
        site.jdbi().useHandle(handle -> handle.execute("UPDATE nfs2s3.site SET database_id = '1/2'"));
    }

    @Test
    void a_site_is_shown_with_its_place_and_whose_marker_is_there() {
        assertThat(commands.done("site show"))
                .anyMatch(line -> line.startsWith("site: " + site.id() + ", epoch "))
                .anyMatch(line -> line.startsWith("place: s3://" + site.bucket() + "/, marker: its own, epoch "));
    }

    @Test
    void commands_that_send_or_remove_stop_with_a_line_that_says_what_to_do_until_the_database_is_accepted() {
        site.write("images/1.jpg", "x");
        try (UploadHook hook = site.hook()) {
            hook.fileUploaded("images/1.jpg");
        }
        moved();

        for (String command : new String[] {
            "site show",
            "sweep",
            "drain",
            "outbox replay",
            "worker --until-empty",
            "backfill scan",
            "failed retry --all",
            "dlq redrive"
        }) {
            Commands.Ran ran = commands.run(command);
            assertThat(ran.code()).as(command).isEqualTo(3);
            assertThat(String.join("\n", ran.err()) + String.join("\n", ran.out()))
                    .as(command)
                    .contains("restored or copied", "site accept", "site new-id");
        }

        assertThat(commands.done("site accept")).noneMatch(line -> line.startsWith("suspended"));
        assertThat(commands.run("worker --until-empty").code()).isZero();
        assertThat(site.keys()).containsExactly("images/1.jpg");
    }

    @Test
    void an_upload_waits_in_the_outbox_while_the_site_is_suspended() {
        moved();
        commands.run("site show");

        assertThat(commands.done("enqueue images/2.jpg"))
                .singleElement()
                .asString()
                .contains("OUTBOX");
    }

    @Test
    void a_copy_becomes_a_site_of_its_own() {
        String before = site.id();
        commands.done("site show");
        moved();
        Commands staging = new Commands(site.settingsFile("s3.prefix = \"staging/\""));

        assertThat(commands.run("site new-id").out()).anyMatch(line -> line.contains("belongs to site " + before));
        assertThat(staging.run("site show").out()).anyMatch(line -> line.contains("overlaps"));
    }

    @Test
    void a_host_at_another_place_is_told_both_and_the_site_moves_when_that_is_accepted_there() {
        commands.done("site show");
        String here = "s3://" + site.bucket() + "/";
        Commands elsewhere = new Commands(site.settingsFile("s3.prefix = \"elsewhere/\""));

        for (String command :
                new String[] {"site show", "doctor", "sweep", "worker --until-empty", "verify", "verify --no-record"}) {
            Commands.Ran ran = elsewhere.run(command);
            assertThat(ran.code()).as(command).isEqualTo(3);
            assertThat(String.join("\n", ran.err()) + String.join("\n", ran.out()))
                    .as(command)
                    .contains("is " + here + ", and the settings here name " + here + "elsewhere/", "site accept");
        }
        assertThat(elsewhere.run("recover").code()).as("of nothing").isEqualTo(2);
        commands.done("site show");

        elsewhere.done("site accept");

        elsewhere.done("verify");
        assertThat(commands.run("site show").code()).isEqualTo(3);
    }

    @Test
    void a_site_that_is_no_copy_keeps_its_id() {
        commands.done("site show");

        assertThat(commands.run("site new-id").code()).isEqualTo(2);
        assertThat(commands.run("site new-id").err()).singleElement().asString().contains("--force");
    }
}
