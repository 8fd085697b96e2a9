package io.nfs2s3.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The CloudFormation template that comes with the program, as text. Its sections begin at the margin, their entries are two
 * spaces in; cfn-lint holds that it is right otherwise.
 */
public final class CloudTemplate {
    public static final Path FILE = Path.of("config", "cloudformation", "nfs2s3.yaml");

    private static final Pattern COMMENT = Pattern.compile("(?m)(^|\\s+)#.*$");
    private static final Pattern SECTION = Pattern.compile("(\\w+):.*");
    private static final Pattern ENTRY = Pattern.compile(" {2}(\\w+):.*");
    private static final Pattern ACTION = Pattern.compile("\\b(?:sqs|s3|kms):[A-Z]\\w+");

    private final Map<String, Map<String, String>> sections = new LinkedHashMap<>();

    private CloudTemplate(List<String> lines) {
        Map<String, String> section = Map.of();
        String entry = "";
        for (String line : lines) {
            Matcher named = SECTION.matcher(line);
            if (named.matches()) {
                section = new LinkedHashMap<>();
                sections.put(named.group(1), section);
                entry = "";
            }
            Matcher begun = ENTRY.matcher(line);
            if (begun.matches()) {
                entry = begun.group(1);
                section.put(entry, "");
            } else if (!entry.isEmpty()) {
                section.merge(entry, line + "\n", String::concat);
            }
        }
    }

    public static CloudTemplate read() {
        return new CloudTemplate(COMMENT.matcher(text()).replaceAll("").lines().toList());
    }

    /** As CloudFormation gets it. */
    public static String text() {
        try {
            return Files.readString(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The entries of a section by their names, in their order: what stands below each, without comments. */
    public Map<String, String> section(String name) {
        return Objects.requireNonNull(sections.get(name), name);
    }

    /** What stands below a parameter. */
    public String parameter(String name) {
        return Objects.requireNonNull(section("Parameters").get(name), name);
    }

    /** What stands below a resource. */
    public String resource(String name) {
        return Objects.requireNonNull(section("Resources").get(name), name);
    }

    /** The value of a property that an entry has once, at whatever depth; as it is written, without quotes around it. */
    public static String value(String entry, String property) {
        List<String> values = values(entry, property);
        assertThat(values).as(property + " in\n" + entry).hasSize(1);
        return values.get(0);
    }

    /** The values of a property that an entry has so often. */
    public static List<String> values(String entry, String property) {
        return Pattern.compile("(?m)^[ -]*" + Pattern.quote(property) + ": (.+)$")
                .matcher(entry)
                .results()
                .map(found -> found.group(1).replaceAll("^([\"'])(.*)\\1$", "$2"))
                .toList();
    }

    /** The rights that a resource gives to somebody, such as {@code s3:GetObject}. */
    public Set<String> actions(String resource) {
        Set<String> actions = new TreeSet<>();
        ACTION.matcher(resource(resource)).results().map(MatchResult::group).forEach(actions::add);
        return actions;
    }
}
