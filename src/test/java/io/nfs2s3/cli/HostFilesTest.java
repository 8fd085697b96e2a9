package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.settings.Setting;
import io.nfs2s3.settings.SettingsReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What starts the program on hosts and in containers knows its commands, settings and times. */
class HostFilesTest {
    private static final Path UNITS = Path.of("config", "systemd");
    /** What comes before the words of a command, in units and crontab, in manifests, in Dockerfile and compose file. */
    private static final List<Pattern> CALLS = List.of(
            Pattern.compile("(?m)^[^#\\n]*/opt/nfs2s3/bin/nfs2s3((?: [a-z-]+)+)"),
            Pattern.compile("\\bargs: \\[(.+?)]"),
            Pattern.compile("(?:\\bcommand: |\\bCMD )\\[(\"[a-z].*?)]"),
            Pattern.compile("(?:\"-c\", \"|&& )nfs2s3((?: [a-z-]+)+)"));

    private static final Pattern VARIABLE = Pattern.compile("\\bNFS2S3_[A-Z0-9_]+");
    /** Of the start script and of the compose file alone. */
    private static final Set<String> NO_SETTINGS =
            Set.of("NFS2S3_CONFIG", "NFS2S3_JAVA_OPTS", "NFS2S3_CACHE", "NFS2S3_MEDIA");

    private static final Pattern CREDENTIAL = Pattern.compile("(?m)^#?LoadCredential=([^:\\n]+):");
    private static final Pattern STOP =
            Pattern.compile("(?:TimeoutStopSec=|terminationGracePeriodSeconds: |stop_grace_period: )(\\d+)");

    private static final int WORKER_SLACK_SECONDS = 15;
    private final List<Setting> settings =
            SettingsReader.inForce(Optional.empty(), Map.of()).all();

    private static List<Path> files() {
        List<Path> files = new ArrayList<>(List.of(Path.of("docker-compose.yml")));
        for (String directory : List.of("systemd", "cron", "container", "kubernetes")) {
            try (Stream<Path> below = Files.walk(Path.of("config", directory))) {
                files.addAll(below.filter(Files::isRegularFile).sorted().toList());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return files;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> callsOf(Path file) {
        return CALLS.stream()
                .flatMap(pattern -> pattern.matcher(read(file)).results())
                .map(found -> found.group(1).replaceAll("[\", ]+", " ").strip())
                .toList();
    }

    static Stream<String> calls() {
        return files().stream().flatMap(file -> callsOf(file).stream()).distinct();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void each_command_that_they_call_is_there_with_its_options(String call) {
        String[] words = call.split(" ", -1);
        CommandLine.ParseResult parsed = CommandLines.create(
                        new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()), words)
                .parseArgs(words);

        assertThat(parsed.hasSubcommand()).isTrue();
    }

    @Test
    void they_call_it_for_all_that_runs_on_a_host() {
        assertThat(calls()).contains("daemon", "worker --until-empty", "origin", "schema migrate", "doctor --create");
        assertThat(files())
                .filteredOn(file ->
                        file.toString().matches(".*(\\.service|/cron/\\w+|Dockerfile|deployment.yaml|cronjob.yaml)"))
                .hasSize(7)
                .allSatisfy(file -> assertThat(callsOf(file)).isNotEmpty());
    }

    @Test
    void each_variable_that_they_set_is_one_of_a_setting() {
        Set<String> named = new TreeSet<>();
        files().forEach(file -> VARIABLE.matcher(read(file)).results().forEach(found -> named.add(found.group())));
        named.removeAll(NO_SETTINGS);

        assertThat(named).isNotEmpty();
        assertThat(settings).extracting(Setting::variable).containsAll(named);
    }

    @Test
    void each_credential_has_the_name_of_a_secret() {
        List<String> keys = settings.stream().map(Setting::key).toList();

        assertThat(files().stream()
                        .flatMap(file -> CREDENTIAL.matcher(read(file)).results()))
                .hasSizeGreaterThan(3)
                .allSatisfy(found -> assertThat(keys).contains(found.group(1), found.group(1) + "File"));
    }

    @Test
    void none_is_killed_before_its_files_in_flight_are_finished() {
        assertThat(files())
                .filteredOn(file -> STOP.matcher(read(file)).find())
                .hasSizeGreaterThan(5)
                .allSatisfy(file -> assertThat(STOP.matcher(read(file)).results())
                        .allSatisfy(found -> assertThat(Integer.parseInt(found.group(1)))
                                .isGreaterThanOrEqualTo(
                                        file.endsWith("nfs2s3-origin.service")
                                                ? seconds("origin.shutdownTimeout")
                                                : seconds("worker.shutdownTimeout") + WORKER_SLACK_SECONDS)));
    }

    private int seconds(String key) {
        String shown = shown(key);
        assertThat(shown).endsWith(" s");
        return Integer.parseInt(shown.replace(" s", ""));
    }

    private String shown(String key) {
        return settings.stream()
                .filter(setting -> setting.key().equals(key))
                .map(Setting::shown)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void the_port_of_the_dashboard_is_that_of_the_settings() {
        String port = shown("http.port");

        assertThat(read(Path.of("config/kubernetes/deployment.yaml"))).contains("containerPort: " + port + " }");
        assertThat(read(Path.of("config/kubernetes/networkpolicy.yaml"))).contains("port: " + port + " }");
        assertThat(read(Path.of("config/container/prometheus.yml"))).contains(":" + port + "\"]");
        assertThat(read(Path.of("config/container/Dockerfile")))
                .contains(":-" + port + "}/", "EXPOSE " + port + " " + shown("origin.port") + "\n");
        assertThat(read(Path.of("docker-compose.yml"))).contains("127.0.0.1:" + port + ":" + port);
    }

    @Test
    void the_units_are_shut_in_alike() {
        List<String> closed = Stream.of("nfs2s3", "nfs2s3-origin", "nfs2s3-until-empty")
                .map(unit -> read(UNITS.resolve(unit + ".service")))
                .map(unit -> unit.substring(unit.indexOf("# Who it is"))
                        .split("\n\\[Install]", -1)[0]
                        .strip())
                .distinct()
                .toList();

        assertThat(closed).singleElement().asString().contains("User=nfs2s3\n", "SystemCallErrorNumber=EPERM\n");
    }

    /** Java compiles while it runs; and a lease goes over when its holder, of whatever user, is not seen to run any more. */
    @ParameterizedTest
    @ValueSource(strings = {"MemoryDenyWriteExecute", "ProtectProc", "ProcSubset", "PrivatePIDs"})
    void what_would_break_the_program_is_not_closed(String setting) {
        assertThat(files()).allSatisfy(file -> assertThat(read(file)).doesNotContain("\n" + setting + "="));
    }
}
