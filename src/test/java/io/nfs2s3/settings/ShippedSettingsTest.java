package io.nfs2s3.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The settings file that comes with the program says all there is to set. */
class ShippedSettingsTest {
    private static final Path FILE = Path.of("config", "nfs2s3.conf");
    private static final Pattern OPENS = Pattern.compile("(\\w+) \\{");
    private static final Pattern SETS = Pattern.compile("(\\w+) (=|\\{).*");

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
                        "tls");
        assertThat(Arrays.stream(Settings.class.getRecordComponents()))
                .extracting(component -> component.getName())
                .containsExactly(
                        "kinds",
                        "source",
                        "names",
                        "database",
                        "aws",
                        "sqs",
                        "s3",
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
                        "tls");
    }

    @Test
    void every_key_of_the_file_has_a_comment_above_it() throws IOException {
        Set<String> found = new TreeSet<>();
        Set<String> bare = new TreeSet<>();
        Deque<String> sections = new ArrayDeque<>();
        boolean commented = false;
        for (String line : Files.readAllLines(FILE)) {
            String text = line.strip();
            Matcher opens = OPENS.matcher(text);
            Matcher sets = SETS.matcher(text);
            if (text.startsWith("#")) {
                commented = true;
            } else if (text.isEmpty() || text.equals("}")) {
                commented = false;
                if (text.equals("}")) {
                    sections.removeLast();
                }
            } else if (opens.matches()) {
                sections.addLast(opens.group(1));
            } else if (sets.matches()) {
                String key = String.join(".", sections) + "." + sets.group(1);
                found.add(key);
                if (!commented) {
                    bare.add(key);
                }
            } else {
                throw new AssertionError("neither comment nor setting: " + line);
            }
        }
        assertThat(bare).isEmpty();
        Set<String> keys = new TreeSet<>();
        ConfigFactory.parseFile(FILE.toFile()).entrySet().forEach(entry -> keys.add(parentOfKind(entry.getKey())));
        assertThat(found).as("the keys that this test saw").isEqualTo(keys);
    }

    /** A kind is one line. */
    private static String parentOfKind(String key) {
        return key.startsWith("kinds.") ? key.substring(0, key.lastIndexOf('.')) : key;
    }
}
