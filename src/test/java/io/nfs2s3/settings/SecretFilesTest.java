package io.nfs2s3.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.http.HttpSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A secret may be in a file of its own, or a credential of systemd. No error shows one. */
class SecretFilesTest extends SettingsTestBase {
    private static String fileSetting(Path file) {
        return "database.passwordFile = \"" + file + "\"\n";
    }

    private static String password(Settings settings) {
        return settings.database().password();
    }

    private Map<String, String> credential(String secret) {
        Path file = write("database.password", secret);
        return Map.of("CREDENTIALS_DIRECTORY", String.valueOf(file.getParent()));
    }

    @Test
    void a_secret_is_that_of_its_file_without_the_last_line_break() {
        for (String written : List.of("hush ", "hush \n", "hush \r\n")) {
            assertThat(password(read(fileSetting(write("secret", written))))).isEqualTo("hush ");
        }
        assertThat(password(read(fileSetting(write("secret", "a\n\n"))))).isEqualTo("a\n");
        assertThat(read("aws { accessKeyId = id, secretAccessKeyFile = \"" + write("secret", "hush\n") + "\" }")
                        .aws()
                        .secretAccessKey())
                .isEqualTo("hush");
    }

    @Test
    void the_file_may_be_named_by_the_environment() {
        Path secret = write("secret", "hush\n");

        assertThat(password(read("", Map.of("NFS2S3_DATABASE_PASSWORD_FILE", secret.toString()))))
                .isEqualTo("hush");
        assertThat(password(
                        read("database.password = old", Map.of("NFS2S3_DATABASE_PASSWORD_FILE", secret.toString()))))
                .as("it wins over the file")
                .isEqualTo("hush");
        assertThat(password(read(fileSetting(secret), Map.of("NFS2S3_DATABASE_PASSWORD", "new"))))
                .as("it wins over the file")
                .isEqualTo("new");
        assertThat(password(read(fileSetting(secret), Map.of("NFS2S3_DATABASE_PASSWORD", ""))))
                .as("an empty one is none")
                .isEqualTo("hush");
    }

    @Test
    void a_credential_of_systemd_wins_over_the_file_but_not_over_the_environment() {
        assertThat(password(read("", credential("hush\n")))).isEqualTo("hush");
        assertThat(password(read("database.password = old", credential("hush"))))
                .isEqualTo("hush");
        assertThat(password(read(
                        "",
                        Map.of(
                                "NFS2S3_DATABASE_PASSWORD",
                                "new",
                                "CREDENTIALS_DIRECTORY",
                                credential("hush").values().iterator().next()))))
                .isEqualTo("new");
        assertThat(password(read("database.password = own", Map.of("CREDENTIALS_DIRECTORY", "/nowhere"))))
                .as("of another secret")
                .isEqualTo("own");
    }

    @Test
    void a_secret_and_its_file_are_not_both_set() {
        Path secret = write("secret", "hush");

        assertThat(placed("database.password = x\n" + fileSetting(secret), Map.of()))
                .containsExactly("database.password and database.passwordFile are both set: leave one of them out ("
                        + file() + ":1, " + file() + ":2)");
    }

    @Test
    void a_file_that_gives_no_secret_is_named_and_nothing_else_is_said_of_it() throws IOException {
        Path bytes = Files.write(write("bytes", ""), "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
        for (Map.Entry<String, String> wrong : Map.of(
                        "/nowhere/secret",
                        "there is no such file",
                        write("empty", "\n").toString(),
                        "the file is empty",
                        write("large", "x".repeat(70_000)).toString(),
                        "the file has more than 64 KiB",
                        bytes.toString(),
                        "the file is not UTF-8",
                        String.valueOf(bytes.getParent()),
                        "the file cannot be read")
                .entrySet()) {
            assertThat(placed("aws { accessKeyId = id, secretAccessKeyFile = \"" + wrong.getKey() + "\" }", Map.of()))
                    .singleElement()
                    .asString()
                    .startsWith("aws.secretAccessKeyFile = \"" + wrong.getKey() + "\": " + wrong.getValue())
                    .endsWith("(" + file() + ":1)");
        }
        assertThat(problems("database.passwordFile = secret"))
                .containsExactly("database.passwordFile = \"secret\" must be an absolute path of a file, or empty");
        assertThat(problems("database.passwordFile = [a]"))
                .containsExactly("database.passwordFile = \"[a]\" must be a text");
        assertThat(problems("", credential(""))).containsExactly("the credential database.password: the file is empty");
    }

    @Test
    void no_error_shows_a_secret() {
        assertThat(problems("database.password = [hush], aws.secretAccessKey = { a = hush }"))
                .isNotEmpty()
                .noneMatch(problem -> problem.contains("hush"));
        assertThat(problems("aws { accessKeyId = id, secretAccessKeyFile = \"" + write("secret", " hush") + "\" }"))
                .singleElement()
                .asString()
                .startsWith("aws.secretAccessKey has a blank or a line break at its beginning or end")
                .contains("secret file")
                .doesNotContain("hush");
        assertThat(problems("database.url = \"jdbc:mysql://x/y?password=hush\", s3.endpoint = \"ftp://u:hush@x\""))
                .hasSize(2)
                .noneMatch(problem -> problem.contains("hush"));
    }

    @Test
    void the_tokens_of_the_dashboard_are_secrets_like_the_others() {
        isSecret("http.controlToken", HttpSettings::controlToken);
        isSecret("http.viewToken", HttpSettings::viewToken);
    }

    private void isSecret(String key, Function<HttpSettings, String> token) {
        String secret = "0123456789-" + key;
        Path file = write(key, secret + "\n");
        Path hush = write("short", "hush\n");

        assertThat(token.apply(read(key + "File = \"" + file + "\"").http())).isEqualTo(secret);
        assertThat(token.apply(read("", Map.of("CREDENTIALS_DIRECTORY", String.valueOf(file.getParent())))
                        .http()))
                .isEqualTo(secret);
        assertThat(problems(key + "File = \"" + hush + "\""))
                .singleElement()
                .asString()
                .startsWith(key + " must have 16 characters or more")
                .doesNotContain("hush");
        assertThat(problems(key + "File = /nowhere/token"))
                .containsExactly(key + "File = \"/nowhere/token\": there is no such file");
        assertThat(inForce(key + " = " + secret, Map.of()).all())
                .filteredOn(setting -> setting.key().equals(key))
                .singleElement()
                .satisfies(setting -> assertThat(setting.toString()).doesNotContain(secret));
    }

    @Test
    void a_file_with_a_secret_that_every_user_can_read_is_warned_of() throws IOException {
        Path open = Files.createTempDirectory(Path.of("/tmp"), "nfs2s3-open");
        try {
            Path secret = Files.writeString(open.resolve("secret"), "hush");
            allow(open, "rwxr-xr-x");
            allow(secret, "rw-r--r--");
            assertThat(inForce(fileSetting(secret), Map.of()).warnings())
                    .containsExactly("database.password is in " + secret
                            + ", which every user of this host can read: chmod o-r");
            allow(secret, "rw-r-----");
            assertThat(inForce(fileSetting(secret), Map.of()).warnings()).isEmpty();
            allow(secret, "rw-r--r--");
            allow(open, "rwx------");
            assertThat(inForce(fileSetting(secret), Map.of()).warnings())
                    .as("its directory keeps others out")
                    .isEmpty();
        } finally {
            Files.delete(open.resolve("secret"));
            Files.delete(open);
        }
    }

    private static void allow(Path file, String rights) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
    }
}
