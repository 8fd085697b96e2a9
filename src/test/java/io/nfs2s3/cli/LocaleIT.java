package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.testing.FailedRows;
import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes of an argument, or of a line of standard input, are the path, whatever the locale. */
class LocaleIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("uploads");

    @TempDir
    private Path folder;

    /** What a shell made of a line, whose characters are bytes. */
    private record Ran(int code, String output) {}

    private Ran run(String locale, String line) throws IOException, InterruptedException {
        Path script = Files.write(folder.resolve("line.sh"), line.getBytes(StandardCharsets.ISO_8859_1));
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder("bash", script.toString());
        builder.environment().keySet().removeIf(name -> name.startsWith("LC_"));
        builder.environment().put("LANG", locale);
        builder.environment().put("JAVA", String.join(" ", JavaProcess.java()));
        int code = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        return new Ran(code, Files.readString(output));
    }

    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private String enqueue(String arguments) {
        return nfs2s3("enqueue " + arguments);
    }

    private String nfs2s3(String words) {
        return "$JAVA io.nfs2s3.cli.Main " + words + " --config " + site.settingsFile() + "\n";
    }

    @ParameterizedTest
    @ValueSource(strings = {"C.UTF-8", "xx_YY.UTF-8", "C"})
    void an_argument_is_the_path_that_its_bytes_say(String locale) throws Exception {
        Ran ran = run(locale, enqueue(utf8("'images/\u00dcbung \u5546\u54c1 \ud83d\ude00.jpg'")));

        assertThat(ran.code()).as(ran.output()).isZero();
        assertThat(ran.output()).contains("SQS\timages/\u00dcbung \u5546\u54c1 \ud83d\ude00.jpg");
        assertThat(site.query("SELECT path FROM nfs2s3.media"))
                .containsExactly("images/\u00dcbung \u5546\u54c1 \ud83d\ude00.jpg");
    }

    @ParameterizedTest
    @ValueSource(strings = {"C.UTF-8", "C"})
    void an_argument_in_latin_1_is_refused_by_name(String locale) throws Exception {
        Ran ran = run(locale, enqueue("'images/caf\u00e9.jpg'"));

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.output())
                .isEqualTo("nfs2s3: the argument \"images/caf\\xE9.jpg\" is not UTF-8: give the path in UTF-8\n");
        assertThat(site.query("SELECT path FROM nfs2s3.media")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"C.UTF-8", "C"})
    void the_bad_lines_of_standard_input_are_listed_and_the_others_done(String locale) throws Exception {
        String lines = "images/1.jpg\\nimages/caf\u00e9.jpg\\n../2.jpg\\n" + utf8("images/\u00fc.jpg") + "\\n";
        Ran ran = run(locale, "printf '" + lines + "' | " + enqueue("-"));

        assertThat(ran.code()).as(ran.output()).isEqualTo(1);
        assertThat(ran.output())
                .contains("nfs2s3: \"images/caf\\xE9.jpg\": line 2: it is not UTF-8")
                .contains("\"../2.jpg\": line 3: ")
                .contains("nfs2s3: 2 lines were left out");
        assertThat(site.query("SELECT path FROM nfs2s3.media ORDER BY path"))
                .containsExactly("images/1.jpg", "images/\u00fc.jpg");
    }

    /** Also what a listing names can be given back to another command. */
    @ParameterizedTest
    @ValueSource(strings = {"C.UTF-8", "xx_YY.UTF-8", "C"})
    void a_listing_of_failed_files_says_each_name_as_it_is(String locale) throws Exception {
        String name = "images/\u00dcbung \u5546\u54c1 \ud83d\ude00.jpg";
        FailedRows.insert(site, name, "image", "SOURCE_MISSING", 2);
        FailedRows.insert(site, "images/a\nb.jpg", "image", "SOURCE_MISSING", 1);

        Ran listed = run(locale, nfs2s3("failed list"));
        Ran given = run(
                locale,
                nfs2s3("failed retry --dry-run " + utf8("'" + name + "'") + " \"$(printf %b 'images/a\\x0Ab.jpg')\""));

        assertThat(listed.code()).as(listed.output()).isZero();
        assertThat(listed.output().lines().limit(3))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("images/a\\x0Ab.jpg  generation 3  failed "),
                        line -> assertThat(line).startsWith(name + "  generation 3  failed "),
                        line -> assertThat(line).isEqualTo("failed: 2 files"));
        assertThat(given.code()).as(given.output()).isZero();
        assertThat(given.output()).isEqualTo("2 files would go back to the queue\n");
    }

    /** What Java is started with decides how it names files; a script that trusts the name of a locale is fooled. */
    @ParameterizedTest
    @ValueSource(strings = {"C.UTF-8", "xx_YY.UTF-8", "C", "POSIX", "xx_YY.utf8"})
    void the_scripts_give_java_a_locale_that_is_there(String locale) throws Exception {
        String part = Files.readString(Path.of("scripts", "nfs2s3"));
        String choice = part.substring(part.indexOf("# Names of media"), part.indexOf("find_java\nfind_archive"));

        assertThat(run(locale, choice + "locale charmap\n").output()).isEqualTo("UTF-8\n");
    }

    @Test
    void of_several_arguments_each_wrong_one_is_named_and_none_is_done() {
        Commands.Ran ran = new Commands(site.settingsFile()).run(List.of("enqueue", "images/1.jpg", "../2", "/3"));

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).hasSize(2).allMatch(line -> line.startsWith("nfs2s3: not a media path"));
        assertThat(site.query("SELECT path FROM nfs2s3.media")).isEmpty();
    }
}
