package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.worker.MigrationWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An operator's way through a database that is lost altogether: empty schema, full bucket. */
class RecoverCommandIT {
    private static final int FILES = 100;
    private static final int TWICE = 30;

    @RegisterExtension
    private final TestSite site = TestSite.open();

    private final S3FaultProxy proxy = site.closing(
            S3FaultProxy.to(site.addresses().s3Endpoint(), key -> site.keys().contains(key)));
    private final Set<String> puts = ConcurrentHashMap.newKeySet();
    private final String config =
            site.settingsFile("s3.endpoint = \"" + proxy.endpoint() + "\"").toString();
    private final Commands commands = new Commands(Path.of(config));
    private String owner = "";

    private static String path(int number) {
        return "images/" + number % 7 + "/" + number + ".jpg";
    }

    @BeforeEach
    void migrateThreeTimesAndLoseTheDatabase() throws IOException {
        assertThat(site.application().site().check()).isEmpty();
        owner = site.id();
        try (UploadHook hook = site.application().hook()) {
            upload(hook, FILES, "first ");
            upload(hook, TWICE, "second ");
            upload(hook, TWICE / 2, "third ");
        }
        Files.delete(site.media().resolve(path(FILES - 1))); // retired, as it were
        Files.writeString(site.media().resolve(path(FILES - 2)), "changed behind the back");
        Files.setLastModifiedTime(site.media().resolve(path(FILES - 2)), FileTime.fromMillis(0));
        site.jdbi().useHandle(handle -> {
            handle.execute("TRUNCATE nfs2s3.media, nfs2s3.superseded, nfs2s3.outbox RESTART IDENTITY");
            handle.execute("UPDATE nfs2s3.site SET id = 'new-one', epoch = 1");
        });
        proxy.befall(request -> {
            if (request.method().equals("PUT")) {
                puts.add(request.key());
            }
            return new S3Mishap.Spared();
        });
    }

    private void upload(UploadHook hook, int files, String text) {
        IntStream.range(0, files).forEach(number -> {
            site.write(path(number), text + number);
            hook.fileUploaded(path(number));
        });
        try (MigrationWorker worker = site.application().worker()) {
            worker.runUntilEmpty();
        }
    }

    private long count(String where) {
        return site.count("SELECT count(*) FROM nfs2s3.media WHERE " + where);
    }

    @Test
    void an_empty_database_is_filled_without_an_upload_whatever_kills_it_and_what_is_undecided_is_named()
            throws Exception {
        assertThat(commands.run("recover").error(2)).contains("recover --site " + owner);
        Commands.Ran dry = commands.run("recover --json --site " + owner);
        assertThat(dry.code()).isEqualTo(1);
        JsonNode preview = dry.json().get(dry.json().size() - 1);
        assertThat(preview.get("changed").asInt()).isEqualTo(FILES - 1);
        assertThat(preview.get("acts").get("UNDECIDED").asInt()).isEqualTo(1);
        assertThat(count("true")).isZero();
        assertThat(site.id()).isEqualTo("new-one");

        try (JavaProcess first =
                JavaProcess.nfs2s3("recover", "--yes", "--site", owner, "--rate", "20", "--config", config)) {
            site.await(() -> count("true") >= 10);
            first.kill();
        }
        assertThat(count("true")).isLessThan(FILES - 1);
        assertThat(commands.run("sweep").code()).isEqualTo(3); // the site rests

        Commands.Ran done = commands.run("recover --yes");

        assertThat(done.code()).as("%s %s", done.out(), done.err()).isEqualTo(1);
        assertThat(done.out())
                .anyMatch(line -> line.startsWith("run 1 (recover of s3://" + site.bucket() + "/, DONE): 100 seen = 99"
                        + " changed + 0 as they should be + 0 objects of others + 1 undecided"))
                .anyMatch(line -> line.startsWith("the site goes on"));
        assertThat(site.query("SELECT rate::text FROM nfs2s3.run"))
                .as("also where the command alone goes on")
                .containsExactly("20");
        assertThat(count("state = 'MIGRATED'")).isEqualTo(FILES - 2);
        assertThat(count("state = 'RETIRED'")).isEqualTo(1);
        assertThat(count("generation = 3")).isEqualTo(TWICE / 2);
        assertThat(site.count("SELECT count(*) FROM nfs2s3.superseded")).isEqualTo(TWICE + TWICE / 2);
        assertThat(puts).containsExactly(".nfs2s3-site");
        eachIsReadableAndRight();
        assertThat(commands.run("site show").code()).isZero();
        assertThat(commands.run("verify").code()).isEqualTo(1); // the undecided one is an orphan to it
        Commands.Ran again = commands.run("recover");
        assertThat(again.out())
                .anyMatch(line -> line.startsWith("undecided " + path(FILES - 2)))
                .anyMatch(line -> line.startsWith("100 seen: 0 would be changed, 99 are as they should be"));
    }

    private void eachIsReadableAndRight() {
        for (int number = 0; number < FILES; number++) {
            String text = number < TWICE / 2 ? "third " : number < TWICE ? "second " : "first ";
            List<String> key =
                    site.query("SELECT object_key FROM nfs2s3.media WHERE path = ? AND location = 'S3'", path(number));
            if (number == FILES - 2) {
                assertThat(key).isEmpty();
            } else {
                assertThat(site.text(key.get(0))).isEqualTo(text + number);
            }
        }
    }
}
