package io.nfs2s3.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a site may not build a hook with is told when the hook is opened, as a settings file would. */
class UploadHookBuilderTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void all_that_is_wrong_is_told_at_once() {
        UploadHookBuilder wrong = UploadHookBuilder.create()
                .database("jdbc:mysql://localhost/site", "site", "secret")
                .budget(Duration.ofMillis(80))
                .spool(Path.of("uploads.spool"))
                .uploadsQueue("two words")
                .region("eu-central-1a")
                .sqsEndpoint(URI.create("localhost:9324"));

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(wrong::open)
                .satisfies(error -> assertThat(
                                String.valueOf(error.getMessage()).lines())
                        .satisfiesExactly(
                                line -> assertThat(line).isEqualTo("kinds: there must be at least one kind"),
                                line -> assertThat(line).startsWith("database.url = \"jdbc:mysql://localhost/site\": "),
                                line -> assertThat(line).isEqualTo("upload.budget = 80 ms must be 200 ms to 1 m"),
                                line -> assertThat(line)
                                        .isEqualTo(
                                                "upload.spool = \"uploads.spool\" must be an absolute path of a file,"
                                                        + " or empty"),
                                line -> assertThat(line)
                                        .startsWith("uploadsQueue = \"two words\": use up to 75 letters"),
                                line -> assertThat(line)
                                        .isEqualTo("region = \"eu-central-1a\" is an availability zone; its region is"
                                                + " eu-central-1"),
                                line -> assertThat(line)
                                        .isEqualTo("sqsEndpoint = \"localhost:9324\" must be a URL such as"
                                                + " http://localhost:9324")));
    }

    @Test
    void the_queue_of_uploads_has_to_be_named_for_that_of_another_site_would_be_taken() {
        UploadHookBuilder unnamed = UploadHookBuilder.create()
                .database("jdbc:postgresql://127.0.0.1:1/site", "site", "secret")
                .kind("image", "images/", true)
                .region("eu-central-1");

        assertThatIllegalArgumentException()
                .isThrownBy(unnamed::open)
                .withMessageStartingWith("uploadsQueue = \"\": use up to 75 letters");
    }

    private static Arguments values(
            String problem, Duration budget, Duration lastResort, Duration sqs, Duration database, int pool) {
        return arguments(problem, budget, lastResort, sqs, database, pool);
    }

    private static Stream<Arguments> outOfRange() {
        return Stream.of(
                values(
                        "upload.budget = 199 ms must be 200 ms to 1 m",
                        Duration.ofMillis(199),
                        SECOND,
                        SECOND,
                        SECOND,
                        4),
                values("upload.budget = 61 s must be 200 ms to 1 m", Duration.ofSeconds(61), SECOND, SECOND, SECOND, 4),
                values("upload.lastResort = -1 s must be 0 s to 1 m", SECOND, SECOND.negated(), SECOND, SECOND, 4),
                values("upload.retrySqsAfter = 0 s must be 1 s to 10 m", SECOND, SECOND, Duration.ZERO, SECOND, 4),
                values(
                        "upload.retryDatabaseAfter = 1 h must be 1 s to 10 m",
                        SECOND,
                        SECOND,
                        SECOND,
                        Duration.ofHours(1),
                        4),
                values("upload.poolSize = 0 must be 1 to 100", SECOND, SECOND, SECOND, SECOND, 0),
                values("upload.poolSize = 101 must be 1 to 100", SECOND, SECOND, SECOND, SECOND, 101));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("outOfRange")
    void a_value_out_of_range_is_named_with_its_range(
            String problem, Duration budget, Duration lastResort, Duration sqs, Duration database, int pool) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UploadSettings(budget, lastResort, sqs, database, pool, Optional.empty()))
                .withMessage(problem);
    }

    @Test
    void the_ends_of_a_range_belong_to_it() {
        Duration minute = Duration.ofMinutes(1);
        Duration ten = Duration.ofMinutes(10);

        assertThat(new UploadSettings(Duration.ofMillis(200), Duration.ZERO, SECOND, SECOND, 1, Optional.empty())
                        .poolSize())
                .isEqualTo(1);
        assertThat(new UploadSettings(minute, minute, ten, ten, 100, Optional.empty()).poolSize())
                .isEqualTo(100);
    }
}
