package io.nfs2s3;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Which package names which table or view in SQL: one package each. The tables are those of the migrations, whose own SQL
 * may name them all.
 */
class TableOwnershipTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path MIGRATIONS = Path.of("db/migration");

    /** Each table and view with the package that names it. */
    private static final Map<String, String> OWNERS = new TreeMap<>(Map.ofEntries(
            Map.entry("media", "catalog"),
            Map.entry("superseded", "catalog"),
            Map.entry("verified", "catalog"),
            Map.entry("retired", "catalog"),
            Map.entry("kind", "catalog"),
            Map.entry("site", "catalog"),
            Map.entry("ledger", "catalog"),
            Map.entry("ledger_default", "catalog"),
            Map.entry("outbox_empty", "catalog"), // the registration of an upload asks it in its one round trip
            Map.entry("outbox", "outbox"),
            Map.entry("outbox_status", "outbox"),
            Map.entry("drain_lease", "outbox"),
            Map.entry("progress", "progress"),
            Map.entry("throughput", "progress"),
            Map.entry("media_by_state", "progress"),
            Map.entry("media_count", "progress"),
            Map.entry("media_by_failure", "progress"),
            Map.entry("history", "progress"),
            Map.entry("upload_hook", "progress"),
            Map.entry("upload_hooks", "progress"),
            Map.entry("run", "runs"),
            Map.entry("run_sample", "runs"),
            Map.entry("run_part", "runs"),
            Map.entry("run_count", "runs"),
            Map.entry("run_control", "runs"),
            Map.entry("control_act", "control"),
            Map.entry("cdn_host", "resolve"),
            Map.entry("url_setting", "resolve")));

    /** Views for people and for view layers that are not Java, and what only functions of the database name. */
    private static final Set<String> NOT_FOR_JAVA = Set.of("failure_summary", "media_location", "media_count_basis");

    private static final Pattern CREATED =
            Pattern.compile("^CREATE (?:TABLE|VIEW) nfs2s3\\.([a-z_]+)", Pattern.MULTILINE);

    private static final Pattern VIEW_FOR_READERS =
            Pattern.compile("^CREATE (?:OR REPLACE )?VIEW (nfs2s3_views\\.[a-z_]+)", Pattern.MULTILINE);

    /** What is no string is matched too, so that a quote in a comment begins none. */
    private static final Pattern TOKEN = Pattern.compile(
            "\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])+'|//[^\\n]*|/\\*.*?\\*/", Pattern.DOTALL);

    /** Not the name of a Java package, nor of a metric, nor the beginning of a line of output. */
    private static final Pattern NAMED = Pattern.compile("(?<!io\\.)\\bnfs2s3\\.([a-z_]+)\\b(?![.:(])");

    @Test
    void each_table_and_view_is_named_by_the_package_that_owns_it() throws IOException {
        Map<String, Set<String>> expected = new TreeMap<>();
        OWNERS.forEach((table, owner) -> expected.put(table, Set.of(owner)));

        assertThat(users(created())).isEqualTo(expected);
    }

    @Test
    void each_table_and_view_of_the_migrations_has_an_owner() throws IOException {
        Set<String> listed = new TreeSet<>(OWNERS.keySet());
        listed.addAll(NOT_FOR_JAVA);

        assertThat(created()).isEqualTo(listed);
    }

    @Test
    void each_view_for_readers_is_made_once() throws IOException {
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            List<String> views = files.flatMap(
                            file -> VIEW_FOR_READERS.matcher(read(file)).results())
                    .map(view -> view.group(1))
                    .toList();
            assertThat(views).isNotEmpty().doesNotHaveDuplicates();
        }
    }

    @Test
    void each_is_named_with_its_schema_and_in_one_piece() throws IOException {
        Pattern otherwise = Pattern.compile(
                "\\b(FROM|JOIN|INTO|UPDATE|TABLE)\\s+(nfs2s3\\.\"|(" + String.join("|", created()) + ")\\b)");

        assertThat(strings().values().stream().flatMap(List::stream))
                .noneMatch(text -> otherwise.matcher(text).find());
    }

    private static Set<String> created() throws IOException {
        Set<String> tables = new TreeSet<>();
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            files.forEach(file -> CREATED.matcher(read(file)).results().forEach(found -> tables.add(found.group(1))));
        }
        return tables;
    }

    /** The tables that are named, each with the packages that do. */
    private static Map<String, Set<String>> users(Set<String> tables) throws IOException {
        Map<String, Set<String>> users = new TreeMap<>();
        strings()
                .forEach((owner, texts) -> texts.stream()
                        .flatMap(text -> NAMED.matcher(text).results())
                        .map(found -> found.group(1))
                        .filter(tables::contains)
                        .forEach(table -> users.computeIfAbsent(table, key -> new TreeSet<>())
                                .add(owner)));
        return users;
    }

    /** The strings and text blocks of each package. */
    private static Map<String, List<String>> strings() throws IOException {
        Map<String, List<String>> strings = new TreeMap<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).collect(toCollection(TreeSet::new))) {
                String owner = SOURCES.resolve("io/nfs2s3")
                        .relativize(file.getParent())
                        .toString()
                        .replace('/', '.');
                strings.merge(
                        owner,
                        stringsOf(file),
                        (a, b) -> Stream.concat(a.stream(), b.stream()).toList());
            }
        }
        return strings;
    }

    private static List<String> stringsOf(Path file) {
        return TOKEN.matcher(read(file))
                .results()
                .map(MatchResult::group)
                .filter(token -> token.startsWith("\""))
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
