package io.nfs2s3.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The settings file that comes with the program says all there is to set. */
class ShippedSettingsTest {
    private static final Path FILE = Path.of("config", "nfs2s3.conf");

    @Test
    void these_are_all_sections() {
        assertThat(ConfigFactory.parseFile(FILE.toFile()).root().keySet())
                .containsExactlyInAnyOrder(
                        "kinds",
                        "source",
                        "database",
                        "aws",
                        "sqs",
                        "s3",
                        "catalog",
                        "upload",
                        "drain",
                        "worker",
                        "sweep",
                        "backfill",
                        "retire",
                        "verify",
                        "plan",
                        "resolve",
                        "http",
                        "origin",
                        "tls",
                        "log",
                        "notify");
        assertThat(Arrays.stream(Settings.class.getRecordComponents()))
                .extracting(component -> component.getName())
                .containsExactly(
                        "kinds",
                        "source",
                        "names",
                        "database",
                        "aws",
                        "sqs",
                        "sqsAccess",
                        "s3",
                        "s3Access",
                        "siteUpdate",
                        "upload",
                        "drainJob",
                        "worker",
                        "workerJob",
                        "sweep",
                        "sweepJob",
                        "backfill",
                        "scan",
                        "retire",
                        "verify",
                        "verifySampleJob",
                        "verifyWholeJob",
                        "plan",
                        "resolve",
                        "http",
                        "origin",
                        "tls",
                        "log",
                        "notifications");
    }

    @Test
    void every_key_of_the_file_is_read_and_has_a_comment_of_its_own_above_it() {
        List<Setting> all = SettingsReader.inForce(Optional.empty(), Map.of()).all();

        assertThat(all)
                .extracting(Setting::key)
                .containsExactlyInAnyOrderElementsOf(Defaults.keys(ConfigFactory.parseFile(FILE.toFile())));
        assertThat(all).filteredOn(setting -> setting.about().isEmpty()).isEmpty();
        assertThat(all)
                .filteredOn(setting -> setting.type().equals(Shape.UNKNOWN.type()))
                .isEmpty();
    }

    @Test
    void the_keys_of_one_section_stand_together() {
        List<String> sections = SettingsReader.inForce(Optional.empty(), Map.of()).all().stream()
                .map(setting -> setting.key().split("\\.", 2)[0])
                .toList();

        assertThat(sections.stream().distinct().toList())
                .hasSameSizeAs(ConfigFactory.parseFile(FILE.toFile()).root().keySet());
        assertThat(changes(sections)).isEqualTo(sections.stream().distinct().count());
    }

    /** How often another section begins. */
    private static long changes(List<String> sections) {
        return IntStream.range(0, sections.size())
                .filter(i -> i == 0 || !sections.get(i).equals(sections.get(i - 1)))
                .count();
    }
}
