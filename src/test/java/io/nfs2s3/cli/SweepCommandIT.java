package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.OwnObjects;
import io.nfs2s3.testing.TestSite;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What {@code sweep} prints of an object that the store does not let go, and what {@code doctor} says of it then. */
class SweepCommandIT {
    private static final String LOCKED = "images/superseded1.jpg";
    private static final String ONE_REMOVED =
            "sweep: 0 files back in the queue, 1 superseded object removed, 0 abandoned uploads of parts forgotten";

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final S3FaultProxy s3 =
            site.closing(S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false));

    private final Commands commands = new Commands(site.settingsFile("s3.endpoint = \"" + s3.endpoint() + "\""));

    private static void daysPass() {
        site.jdbi().useHandle(handle -> handle.execute("""
                        UPDATE nfs2s3.superseded SET superseded_at = superseded_at - interval '2 days',
                            not_before = not_before - interval '2 days'"""));
    }

    @Test
    void an_object_that_cannot_be_removed_is_named_by_sweep_and_doctor_until_it_is_gone() {
        List<MediaPath> paths = Copies.paths("superseded", 2);
        MediaCatalog catalog = site.application().catalog();
        catalog.register(paths);
        paths.forEach(path -> OwnObjects.put(site, new FileVersion(path, 1)));
        catalog.register(paths);
        daysPass();
        s3.befall(request -> request.method().equals("DELETE") && request.key().equals(LOCKED)
                ? new S3Mishap.Refused(403, "AccessDenied")
                : new S3Mishap.Spared());

        List<String> swept = commands.done("sweep");

        assertThat(swept)
                .startsWith(
                        ONE_REMOVED,
                        "1 superseded object could not be removed so far, and will be tried again, later and later:");
        assertThat(swept)
                .hasSize(3)
                .last()
                .asString()
                .startsWith("  " + LOCKED + "  ")
                .contains("403 AccessDenied")
                .endsWith(" (tried 1 time)");
        JsonNode json = commands.run("sweep --json").onlyJson();
        assertThat(json.path("removedObjects").asLong()).isZero();
        assertThat(json.path("keptObjects").asLong()).isEqualTo(1);
        assertThat(json.path("kept").path(0).path("key").asText()).isEqualTo(LOCKED);
        assertThat(json.path("kept").path(0).path("reason").asText()).contains("403 AccessDenied");
        assertThat(commands.done("doctor --category store"))
                .contains("warning  STORE_KEPT  superseded objects", "         page   docs/doctor.md#store_kept")
                .anyMatch(line -> line.startsWith("         cause  1 could not be removed so far, such as " + LOCKED)
                        && line.contains("403 AccessDenied"));
        assertThat(site.keys()).containsExactly(LOCKED);

        s3.accept();
        daysPass();
        assertThat(commands.done("sweep")).containsExactly(ONE_REMOVED);
        assertThat(commands.done("doctor --category store"))
                .contains("ok       STORE_KEPT  superseded objects: none that could not be removed");
        assertThat(site.keys()).isEmpty();
    }
}
