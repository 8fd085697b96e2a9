package io.nfs2s3.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nfs2s3.app.Application;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.testing.SqlPages;
import io.nfs2s3.testing.TestSite;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One table that {@link MediaUrlResolver} and the SQL function are both held to. */
class UrlVectorsIT {
    private static final String STABLE = "resolve.cdnChoice = stable";
    private static final String WEIGHTED =
            "resolve.cdnHosts = [\"cdn1.example.com\", \"cdn2.example.com=3\", \"cdn3.example.com\"]";
    private static final int URLS = 100_000;

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    private static Application application(String... settings) {
        Application application = site.application(settings);
        application.sqlUrls().write();
        return application;
    }

    /** A media path, what its URL ends in, and its host of the three with their weights. */
    static Stream<Arguments> vectors() {
        return Stream.of(
                Arguments.of("a", "a", "cdn2"),
                Arguments.of("images/ab/123.jpg", "images/ab/123.jpg", "cdn2"),
                Arguments.of("-._~/AZaz09", "-._~/AZaz09", "cdn2"),
                Arguments.of(".../..a/b../.hidden", ".../..a/b../.hidden", "cdn2"),
                Arguments.of(" a b+c%d#e?f~", "%20a%20b%2Bc%25d%23e%3Ff~", "cdn2"),
                Arguments.of(
                        "!\"$&'()*,:;<=>@[\\]^`{|}",
                        "%21%22%24%26%27%28%29%2A%2C%3A%3B%3C%3D%3E%40%5B%5C%5D%5E%60%7B%7C%7D",
                        "cdn2"),
                Arguments.of("%41%2F%00", "%2541%252F%2500", "cdn2"),
                Arguments.of("C:\\x\\u0041", "C%3A%5Cx%5Cu0041", "cdn2"),
                Arguments.of("\u0001\b\t\n\u000B\f\r\u001F\u007F", "%01%08%09%0A%0B%0C%0D%1F%7F", "cdn2"),
                Arguments.of("\u0080\u00A0\u00FF\u00E9 e\u0301", "%C2%80%C2%A0%C3%BF%C3%A9%20e%CC%81", "cdn1"),
                Arguments.of("\u65E5\u672C\u8A9E/\uD55C.png", "%E6%97%A5%E6%9C%AC%E8%AA%9E/%ED%95%9C.png", "cdn3"),
                Arguments.of("\uD83D\uDE00.png", "%F0%9F%98%80.png", "cdn2"),
                Arguments.of(
                        "\uD800\uDC00\uDBFF\uDFFF\uFEFF\uFFFE", "%F0%90%80%80%F4%8F%BF%BF%EF%BB%BF%EF%BF%BE", "cdn2"),
                Arguments.of("a".repeat(1_024), "a".repeat(1_024), "cdn2"),
                Arguments.of("\u00E9".repeat(512), "%C3%A9".repeat(512), "cdn2"));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void the_url_of_a_path_is_the_same_to_the_byte(String path, String encoded, String host) {
        Application application = application(STABLE, WEIGHTED);
        String nfs = "https://www.example.com/media/" + encoded;
        assertThat(application.resolver().url(path)).contains(nfs);
        assertThat(SqlPages.url(site, path)).isEqualTo(nfs);

        Copies.migrate(application.catalog(), List.of(MediaPath.of(path)));

        String cdn = "https://" + host + ".example.com/" + encoded;
        assertThat(application.resolver().url(path)).contains(cdn);
        assertThat(SqlPages.url(site, path)).isEqualTo(cdn);
        assertThat(site.query("SELECT url FROM nfs2s3.media_location WHERE path = ?", path))
                .containsExactly(cdn);
    }

    /** All of the basic plane, and a sample of the others: four bytes take one branch. */
    @Test
    void every_character_is_encoded_alike() {
        List<String> texts = IntStream.rangeClosed(1, 0x2FFFF)
                .filter(code -> code > 0xFFFF ? code % 61 == 0 : !Character.isSurrogate((char) code))
                .mapToObj(Character::toString)
                .toList();
        int step = 512;
        for (int from = 0; from < texts.size(); from += step) {
            String text = String.join("", texts.subList(from, Math.min(texts.size(), from + step)));
            assertThat(site.query("SELECT nfs2s3.percent_encode(?)", text))
                    .containsExactly(PercentEncoding.encode(text));
        }
    }

    @Test
    void the_stable_choice_is_the_same_in_this_process_in_another_and_in_sql() {
        Application application = application(STABLE, WEIGHTED);
        List<MediaPath> paths = Copies.paths("stable-\u00E9-", 400);
        Copies.migrate(application.catalog(), paths);
        List<String> texts = paths.stream().map(MediaPath::value).toList();
        Map<String, String> urls = application.resolver().urls(texts);
        assertThat(urls.values().stream()
                        .map(url -> url.substring(0, "https://cdn1".length()))
                        .distinct())
                .hasSize(3);

        assertThat(SqlPages.urls(site, texts)).containsExactlyElementsOf(urls.values());

        String[] command = Stream.concat(
                        Stream.of(
                                "--config", site.settingsFile(STABLE, WEIGHTED).toString(), "resolve"),
                        texts.stream())
                .toArray(String[]::new);
        try (JavaProcess other = JavaProcess.nfs2s3(command)) {
            assertThat(other.exitCode()).as(other.output()).isZero();
            assertThat(other.output().lines())
                    .containsExactlyElementsOf(texts.stream()
                            .map(path -> urls.get(path) + "\t" + path)
                            .toList());
        }
    }

    @Test
    void by_chance_each_host_gets_its_share_in_java_and_in_sql() {
        Application application = application();
        Copies.migrate(application.catalog(), List.of(MediaPath.of("images/1.jpg")));
        MediaUrlResolver resolver = application.resolver();

        // The standard deviation is 158: 1 % is 6.3 of them, passed by chance once in 3 * 10^9 runs.
        assertThat(IntStream.range(0, URLS)
                        .filter(i -> isFirst(resolver.url("images/1.jpg").orElseThrow()))
                        .count())
                .isCloseTo(URLS / 2, within(URLS / 100L));
        assertThat(site.count("""
                        SELECT count(*) FROM generate_series(1, 100000) AS n
                        WHERE nfs2s3.cdn_host_for('images/' || n, 'RANDOM') = 'cdn1.example.com'""")).isCloseTo(URLS / 2, within(URLS / 100L));
        application(WEIGHTED);
        assertThat(site.count("""
                        SELECT count(*) FROM generate_series(1, 100000) AS n
                        WHERE nfs2s3.cdn_host_for('images/' || n, 'RANDOM') = 'cdn2.example.com'""")).isCloseTo(URLS * 3 / 5, within(URLS / 100L));
    }

    private static boolean isFirst(String url) {
        return url.startsWith("https://cdn1.");
    }
}
