package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.cli.StartScript.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The start script finds a Java that is new enough, or says plainly that there is none. */
class StartScriptTest {
    private static final String SEVENTEEN = "openjdk version \"17.0.15\" 2025-04-15";

    @TempDir
    private Path folder;

    private Path home;
    private StartScript script;

    /** An installation whose Java is usually in one directory of the test, and whose jar is empty. */
    @BeforeEach
    void install() throws IOException {
        home = folder.resolve("a folder's");
        Files.createDirectories(home.resolve("bin"));
        Files.createFile(Files.createDirectories(home.resolve("lib")).resolve("nfs2s3.jar"));
        String text = Files.readString(Path.of("scripts/nfs2s3"));
        int begin = text.indexOf("usual_places='") + "usual_places='".length();
        int end = text.indexOf("'\n", begin);
        executable(
                home.resolve("bin/nfs2s3"), text.substring(0, begin) + folder.resolve("usual/*") + text.substring(end));
        script = new StartScript(home, folder);
    }

    private static void executable(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** What is no Java but says that it is one, and else what it was called with. @return its home */
    private Path java(String name, String version) throws IOException {
        Path java = folder.resolve(name);
        executable(
                java.resolve("bin/java"),
                "#!/bin/sh\n[ \"$1\" != -version ] || { echo '" + version + "' >&2; exit; }\n" + "echo " + name
                        + "; printf '[%s]' \"$@\"\n");
        return java;
    }

    private Map<String, String> onPath(Path java) {
        return Map.of("PATH", java.resolve("bin") + ":" + script.path());
    }

    @Test
    void without_java_it_says_so() throws Exception {
        assertThat(script.run(Map.of(), "status"))
                .isEqualTo(new Ran(
                        3,
                        "",
                        "nfs2s3: there is no Java: install Java 17 or newer, or set JAVA_HOME to where it is\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "openjdk version \"16.0.2\" 2021-07-20,16.0.2",
        "java version \"1.8.0_292\",1.8.0",
        "openjdk version \"9\",9"
    })
    void a_java_that_is_too_old_is_named(String says, String version) throws Exception {
        Path java = java("old", says);

        assertThat(script.run(onPath(java), "status"))
                .isEqualTo(new Ran(
                        3,
                        "",
                        "nfs2s3: " + java + "/bin/java is Java " + version
                                + "; nfs2s3 needs 17 or newer: install it, or set JAVA_HOME to where it is\n"));
        assertThat(script.run(Map.of("JAVA_HOME", java.toString()), "status"))
                .isEqualTo(new Ran(
                        3,
                        "",
                        "nfs2s3: JAVA_HOME is " + java + ", which is Java " + version
                                + "; nfs2s3 needs 17 or newer\n"));
    }

    @Test
    void a_java_home_without_java_is_named() throws Exception {
        assertThat(script.run(Map.of("JAVA_HOME", "/nowhere"), "status"))
                .isEqualTo(new Ran(
                        3, "", "nfs2s3: JAVA_HOME is /nowhere, where there is no bin/java: correct it or unset it\n"));
    }

    @Test
    void java_home_goes_before_the_path_and_the_path_before_the_usual_places() throws Exception {
        java("usual/17", SEVENTEEN);
        Path java = java("path", SEVENTEEN);
        Path other = java("home", "openjdk version \"25.0.3\" 2026-04-21 LTS");

        assertThat(script.run(Map.of(), "status").out()).startsWith("usual/17\n");
        assertThat(script.run(onPath(java), "status").out()).startsWith("path\n");
        assertThat(script.run(
                                Map.of(
                                        "JAVA_HOME",
                                        other.toString(),
                                        "PATH",
                                        java.resolve("bin") + ":" + script.path()),
                                "status")
                        .out())
                .startsWith("home\n");
    }

    @Test
    void a_java_on_the_path_that_is_too_old_is_passed_over() throws Exception {
        java("usual/11", "openjdk version \"11.0.2\" 2019-01-15");
        java("usual/17", SEVENTEEN);

        assertThat(script.run(onPath(java("path", "java version \"1.8.0_292\"")), "status")
                        .out())
                .startsWith("usual/17\n");
    }

    /** So that no start pays for two of them. */
    @Test
    void a_java_that_has_its_version_in_a_file_is_not_asked() throws Exception {
        Path java = java("path", "nothing that anybody could read");
        Files.writeString(java.resolve("release"), "IMPLEMENTOR=\"Debian\"\nJAVA_VERSION=\"17.0.15\"\n");

        assertThat(script.run(onPath(java), "status").out()).startsWith("path\n");
    }

    @Test
    void what_it_is_given_goes_on_word_by_word_and_options_for_java_in_front() throws Exception {
        Path java = java("path", SEVENTEEN);
        Map<String, String> variables = Map.of("JAVA_HOME", java.toString(), "NFS2S3_JAVA_OPTS", " -Xmx1g  -Da=* ");

        assertThat(script.run(variables, "enqueue", "a  b*", "", "$(c)").out())
                .contains("[-Xmx1g][-Da=*][-cp][")
                .endsWith("[io.nfs2s3.cli.Main][enqueue][a  b*][][$(c)]");
    }

    @Test
    void only_the_origin_gets_the_second_compiler() throws Exception {
        Map<String, String> variables =
                Map.of("JAVA_HOME", java("path", SEVENTEEN).toString());

        assertThat(script.run(variables, "daemon").out()).contains("[-XX:TieredStopAtLevel=1]");
        assertThat(script.run(variables, "origin").out()).doesNotContain("TieredStopAtLevel");
    }

    /** Java is given a UTF-8 locale in any case, and could not know. */
    @ParameterizedTest
    @CsvSource({
        "LANG=C, true",
        "LANG=de_DE.ISO-8859-1, true",
        "LANG=de_DE.ISO-8859-1 LC_CTYPE=de_DE.utf8, false",
        "LANG=xx_YY.UTF-8, false",
        "LANG=xx_YY.UTF-8 LC_ALL=C, true",
        "LC_ALL=C.UTF-8, false"
    })
    void a_terminal_that_is_not_utf_8_gets_ascii(String locale, boolean ascii) throws Exception {
        Map<String, String> variables =
                new HashMap<>(Map.of("JAVA_HOME", java("path", SEVENTEEN).toString()));
        for (String variable : locale.split(" ", -1)) {
            variables.put(variable.substring(0, variable.indexOf('=')), variable.substring(variable.indexOf('=') + 1));
        }

        assertThat(script.run(variables, "status").out().contains("[-Dnfs2s3.ascii=true]"))
                .isEqualTo(ascii);
        assertThat(script.run(Map.of("JAVA_HOME", variables.get("JAVA_HOME")), "status")
                        .out())
                .as("no locale, as of cron")
                .contains("[-Dnfs2s3.ascii=true]");
    }

    @Test
    void it_is_called_by_links_from_elsewhere() throws Exception {
        Path absolute = Files.createSymbolicLink(folder.resolve("absolute"), script.file());
        Path below = Files.createDirectory(folder.resolve("below"));
        Path relative = Files.createSymbolicLink(below.resolve("relative"), Path.of("../absolute"));

        Ran ran =
                script.run(relative, Map.of("JAVA_HOME", java("path", SEVENTEEN).toString()), "status");

        assertThat(absolute).isSymbolicLink();
        assertThat(ran.out()).contains("[" + home.toRealPath() + "/lib/nfs2s3.jar:" + home.toRealPath() + "/lib/*]");
    }

    @Test
    void what_is_no_installation_is_said_to_be_none() throws Exception {
        Files.delete(home.resolve("lib/nfs2s3.jar"));
        assertThat(script.run(Map.of(), "status"))
                .isEqualTo(new Ran(
                        2,
                        "",
                        "nfs2s3: " + home.toRealPath() + "/lib/nfs2s3.jar is missing: unpack the archive again\n"));

        Files.createFile(home.resolve("pom.xml"));
        assertThat(script.run(Map.of(), "status"))
                .isEqualTo(new Ran(
                        2,
                        "",
                        "nfs2s3: there is no build yet; run 'mvn -B -DskipTests package' in " + home.toRealPath()
                                + " first\n"));
    }

    /** Java runs what is in there. */
    @Test
    void classes_are_not_kept_where_others_may_write() throws Exception {
        Path cache = Files.createDirectory(folder.resolve("cache"));
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxr-x"));
        Path java = folder.resolve("path");
        executable(java.resolve("bin/java"), """
                #!/bin/sh
                for option in "$@"; do
                    case $option in *ArchiveClassesAtExit=*) echo whole >"${option#*=}" && exit 3 ;; esac
                done
                printf '[%s]' "$@"
                """);
        Files.writeString(java.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
        Map<String, String> variables = Map.of("JAVA_HOME", java.toString(), "NFS2S3_CACHE", cache.toString());

        assertThat(script.run(variables, "status").out()).contains("[status]").doesNotContain("SharedArchiveFile");
        assertThat(cache).isEmptyDirectory();

        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(script.run(variables, "status").out()).contains("[-XX:SharedArchiveFile=" + cache + "/nfs2s3-");
    }

    /** This one makes none, as Java does on a full disk. */
    @Test
    void what_could_not_be_kept_is_not_tried_at_each_start() throws Exception {
        Path cache = folder.resolve("cache");
        Path calls = folder.resolve("calls");
        Path java = folder.resolve("path");
        executable(
                java.resolve("bin/java"),
                "#!/bin/sh\ncase $* in *ArchiveClassesAtExit*) echo >>" + calls + " ;; *) echo started ;; esac\n");
        Files.writeString(java.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
        Map<String, String> variables = Map.of("JAVA_HOME", java.toString(), "NFS2S3_CACHE", cache.toString());

        assertThat(script.run(variables, "status")).isEqualTo(new Ran(0, "started\n", ""));
        assertThat(script.run(variables, "status")).isEqualTo(new Ran(0, "started\n", ""));

        assertThat(calls).hasContent("\n");
    }

    /** What is asked to keep classes waits until two of them are at it. */
    @Test
    void of_two_first_starts_at_once_neither_disturbs_the_other() throws Exception {
        Path cache = folder.resolve("cache");
        Path java = folder.resolve("path");
        executable(java.resolve("bin/java"), """
                #!/bin/sh
                for option in "$@"; do
                    case $option in
                        *ArchiveClassesAtExit=*) file=${option#*=} ;;
                        *SharedArchiveFile=*) cat "${option#*=}" ;;
                    esac
                done
                [ -n "$file" ] || exit 0
                echo half >"$file"
                tries=0
                until [ $(ls "CACHE" | grep -c jsa) = 2 ] || [ -e "CACHE.met" ] || [ $tries = 1000 ]; do
                    tries=$((tries + 1))
                done
                touch "CACHE.met"
                echo whole >"$file"
                exit 3
                """.replace("CACHE", cache.toString()));
        Files.writeString(java.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
        Map<String, String> variables = Map.of(
                "JAVA_HOME",
                java.toString(),
                "NFS2S3_CACHE",
                cache.toString(),
                "PATH",
                script.path() + ":/usr/bin:/bin");

        StartScript.Start first = script.start(script.file(), variables, "status");
        StartScript.Start second = script.start(script.file(), variables, "status");

        assertThat(List.of(first.ended(), second.ended())).containsOnly(new Ran(0, "whole\n", ""));
        try (Stream<Path> kept = Files.list(cache)) {
            assertThat(kept)
                    .singleElement()
                    .satisfies(file -> assertThat(file).hasExtension("jsa").hasContent("whole"));
        }
    }
}
