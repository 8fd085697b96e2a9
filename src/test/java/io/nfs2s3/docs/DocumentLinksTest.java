package io.nfs2s3.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every link between the documents leads somewhere, and every source file that they name is there. */
class DocumentLinksTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^()\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^( *)```.*?^\\1```$");
    private static final Pattern FILE = Pattern.compile("`((?:src|db|config|docs|scripts)/[\\w./-]*\\w)`");
    /** "Where do I put …" and the code map leave the root out. */
    private static final Pattern FILE_OF_TABLE = Pattern.compile("`((?:[a-z]+/)+[A-Z]\\w+\\.java)`");
    /** What stands in brackets behind a file: its constants and methods, and words. */
    private static final Pattern IN_FILE =
            Pattern.compile("`(?:src/main/java/io/nfs2s3/)?((?:[a-z]+/)+[A-Z]\\w+\\.java)` \\(([^)]*)\\)");

    private static final Pattern NAME = Pattern.compile("`(\\w+)`");
    private static final Pattern NAME_OF_PACKAGE = Pattern.compile("`([a-z.]+)`");

    private static final Path ROOT = Path.of("src/main/java/io/nfs2s3");

    @Test
    void every_link_leads_to_a_file_and_a_heading_that_are_there() {
        List<String> broken = new ArrayList<>();
        for (Path document : documents()) {
            LINK.matcher(prose(document))
                    .results()
                    .map(link -> link.group(1))
                    .filter(link -> !link.contains("://"))
                    .filter(link -> !leads(document, link))
                    .forEach(link -> broken.add(document + ": " + link));
        }

        assertThat(broken).isEmpty();
    }

    /** Without one of these the hook is refused when it is opened. */
    @Test
    void every_hook_of_an_example_says_what_it_has_to() {
        List<String> hooks = documents().stream()
                .flatMap(document -> CODE_BLOCK.matcher(read(document)).results())
                .map(MatchResult::group)
                .filter(block -> block.contains("UploadHookBuilder.create()"))
                .toList();

        assertThat(hooks)
                .isNotEmpty()
                .allSatisfy(block -> assertThat(block).contains(".database(", ".uploadsQueue(", ".kind("));
    }

    @Test
    void every_file_that_a_document_names_is_there() {
        List<String> missing = new ArrayList<>();
        for (Path document : documents()) {
            String text = read(document);
            Stream.concat(
                            FILE.matcher(text).results().map(file -> Path.of(file.group(1))),
                            FILE_OF_TABLE.matcher(text).results().map(file -> ROOT.resolve(file.group(1))))
                    .filter(file -> !Files.exists(file))
                    .forEach(file -> missing.add(document + ": " + file));
        }

        assertThat(missing).isEmpty();
    }

    @Test
    void every_name_that_a_document_gives_with_a_file_is_in_it() {
        List<String> missing = new ArrayList<>();
        int names = 0;
        for (Path document : documents()) {
            for (MatchResult place : IN_FILE.matcher(read(document)).results().toList()) {
                String source = read(ROOT.resolve(place.group(1)));
                for (MatchResult name : NAME.matcher(place.group(2)).results().toList()) {
                    names++;
                    if (!Pattern.compile("\\b" + name.group(1) + "\\b")
                            .matcher(source)
                            .find()) {
                        missing.add(document + ": " + place.group(1) + " has no " + name.group(1));
                    }
                }
            }
        }

        assertThat(names).isPositive();
        assertThat(missing).isEmpty();
    }

    @Test
    void every_package_is_in_the_code_map() {
        Set<String> headings = new HashSet<>();
        HEADING.matcher(read(Path.of("docs/code-map.md")))
                .results()
                .forEach(heading -> NAME_OF_PACKAGE
                        .matcher(heading.group(1))
                        .results()
                        .forEach(name -> headings.add(name.group(1))));

        assertThat(headings).containsAll(packages());
    }

    private static List<String> packages() {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.endsWith("package-info.java"))
                    .map(file -> ROOT.relativize(file).toString())
                    .map(file -> file.replace("/package-info.java", "").replace('/', '.'))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void every_decision_is_in_the_index() throws IOException {
        String index = Files.readString(Path.of("docs/decisions/README.md"));
        try (Stream<Path> pages = Files.list(Path.of("docs/decisions"))) {
            assertThat(pages.map(page -> page.getFileName().toString()).filter(name -> !name.equals("README.md")))
                    .allSatisfy(name -> assertThat(index).contains("](" + name + ")"));
        }
    }

    private static boolean leads(Path document, String link) {
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        Path target = file.isEmpty() ? document : document.resolveSibling(file).normalize();
        return Files.exists(target) && (hash < 0 || anchors(target).contains(link.substring(hash + 1)));
    }

    /** The anchors that GitHub gives to headings. */
    private static Set<String> anchors(Path document) {
        Set<String> anchors = new HashSet<>();
        for (MatchResult heading : HEADING.matcher(prose(document)).results().toList()) {
            String anchor = heading.group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N}\\p{Pc} -]", "")
                    .replace(' ', '-');
            int again = 1; // GitHub numbers headings of the same text
            String first = anchor;
            while (!anchors.add(anchor)) {
                anchor = first + "-" + again++;
            }
        }
        return anchors;
    }

    private static String prose(Path document) {
        return CODE_BLOCK.matcher(read(document)).replaceAll("");
    }

    private static List<Path> documents() {
        try (Stream<Path> top = Files.list(Path.of(""));
                Stream<Path> below = Files.walk(Path.of("docs"))) {
            List<Path> documents = Stream.concat(top, below)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
            assertThat(documents).as("documents").isNotEmpty();
            return documents;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path document) {
        try {
            return Files.readString(document);
        } catch (IOException e) {
            throw new UncheckedIOException(document.toString(), e);
        }
    }
}
