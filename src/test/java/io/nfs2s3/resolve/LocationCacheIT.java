package io.nfs2s3.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.app.Application;
import io.nfs2s3.database.DatabaseErrors;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Together;
import io.nfs2s3.testing.Wire;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a resolver remembers, for how long, and what the database is asked for; with a clock that goes on when told to. */
class LocationCacheIT {
    private static final String NFS = "https://www.example.com/media/";
    private static final String CDN = "https://cdn.example.com/";
    private static final String PATH = "images/1.jpg";

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    private static final TcpProxy database = site.closing(Wire.toDatabase(site));
    private final ManualTicker ticker = new ManualTicker();
    private Application application;
    private CountedCatalog catalog;
    private MediaUrlResolver resolver;

    @BeforeEach
    void clear() {
        database.accept();
        open("60 s");
    }

    /** @param socketTimeout for an answer of the database */
    private void open(String socketTimeout) {
        // a pool of its own: one that went through an outage still has connections that are dead
        application = site.application(
                Wire.databaseSetting(site, database),
                "database { connectTimeout = 3 s, socketTimeout = " + socketTimeout + " }",
                "resolve.cdnHosts = [\"cdn.example.com\"]");
        catalog = new CountedCatalog(application);
        resolver = resolver(application.settings().resolve());
    }

    @AfterEach
    void end() {
        resolver.close();
    }

    private MediaUrlResolver resolver(ResolveSettings settings) {
        return new MediaUrlResolver(settings, catalog, List::of, Clock.systemUTC(), ticker, () -> {});
    }

    /** Through a connection of the test's own. */
    private static void migrate(List<MediaPath> paths) {
        Copies.migrate(site.application().catalog(), paths);
    }

    private static void migrate(String path) {
        migrate(List.of(MediaPath.of(path)));
    }

    private String url(String path) {
        return resolver.url(path).orElseThrow();
    }

    @Test
    void a_location_is_asked_for_again_in_the_background_after_half_of_its_time() {
        site.application().catalog().register(List.of(MediaPath.of(PATH)));
        assertThat(url(PATH)).isEqualTo(NFS + PATH);
        migrate(PATH);

        ticker.pass(Duration.ofSeconds(149));
        assertThat(url(PATH)).isEqualTo(NFS + PATH);
        assertThat(catalog.queries()).isEqualTo(1);

        ticker.pass(Duration.ofSeconds(2));
        assertThat(url(PATH)).as("the page does not wait").isEqualTo(NFS + PATH);
        await().untilAsserted(() -> assertThat(url(PATH)).isEqualTo(CDN + "images/1~g2.jpg"));
        await().untilAsserted(() -> assertThat(resolver.status().refreshed()).isEqualTo(1));
        assertThat(catalog.queries()).isEqualTo(2);
    }

    @Test
    void the_paths_of_a_page_are_refreshed_by_one_query_and_not_by_each_thread() {
        List<MediaPath> paths = Copies.paths("page", 60);
        migrate(paths);
        List<String> page = paths.stream().map(MediaPath::value).toList();
        resolver.urls(page);
        ticker.pass(Duration.ofMinutes(3));

        Together.run(16, thread -> () -> resolver.urls(page));

        await().untilAsserted(() -> assertThat(resolver.status().refreshed()).isEqualTo(60));
        assertThat(catalog.answers()).hasSize(60).containsOnly(2);
        assertThat(resolver.status().lookedUp()).isEqualTo(60);
    }

    @Test
    void a_location_whose_time_is_over_is_looked_up_before_the_page_has_it() {
        site.application().catalog().register(List.of(MediaPath.of(PATH)));
        assertThat(url(PATH)).isEqualTo(NFS + PATH);
        migrate(PATH);

        ticker.pass(Duration.ofMinutes(5));

        assertThat(url(PATH)).isEqualTo(CDN + "images/1~g2.jpg");
    }

    @Test
    void what_nobody_registered_is_remembered_for_some_seconds_only() {
        assertThat(url(PATH)).isEqualTo(NFS + PATH);
        migrate(PATH);
        ticker.pass(Duration.ofSeconds(7));
        assertThat(url(PATH)).isEqualTo(NFS + PATH);

        ticker.pass(Duration.ofSeconds(8));

        assertThat(url(PATH)).isEqualTo(CDN + PATH);
        assertThat(catalog.queries()).isEqualTo(2);
    }

    @Test
    void while_the_database_is_down_outdated_locations_are_given_for_hours_and_then_the_nfs_url() {
        migrate(PATH);
        assertThat(url(PATH)).isEqualTo(CDN + PATH);
        database.refuse();

        ticker.pass(Duration.ofMinutes(5).plusHours(12).minusNanos(1));
        assertThat(url(PATH)).isEqualTo(CDN + PATH);
        assertThat(resolver.status().stale()).isEqualTo(1);

        ticker.pass(Duration.ofNanos(1));
        assertThat(url(PATH)).isEqualTo(NFS + PATH);
        assertThat(resolver.status().assumed()).isEqualTo(1);
    }

    @Test
    void while_the_database_is_down_pages_do_not_queue_for_its_timeout() {
        database.refuse();
        resolver.url("images/first.jpg");
        long failures = resolver.status().failures();

        IntStream.range(0, 1_000).forEach(i -> resolver.url("images/" + i + ".jpg"));

        // Left alone for a second after each failure. A thousand timeouts would be almost an hour.
        assertThat(failures).isEqualTo(1);
        assertThat(resolver.status().failures()).isLessThan(100);
        assertThat(resolver.status().assumed()).isEqualTo(1_001);
    }

    @Test
    void in_a_black_hole_an_outdated_location_does_not_wait_for_the_question_whether_the_database_is_back() {
        resolver.close();
        open("5 s");
        site.application().catalog().register(List.of(MediaPath.of(PATH)));
        assertThat(url(PATH)).isEqualTo(NFS + PATH);
        migrate(PATH);
        database.blackHole();
        ticker.pass(Duration.ofMinutes(6));
        assertThat(url(PATH)).as("nobody knew it yet").isEqualTo(NFS + PATH);

        // All questions but the first are lost; one is on its way where one more was asked than failed.
        await().until(() -> {
            long failed = resolver.status().failures();
            boolean underWay = catalog.queries() - 1 - failed == 1;
            return url(PATH).equals(NFS + PATH) && underWay && resolver.status().failures() == failed;
        });
        database.accept();
        await().untilAsserted(() -> assertThat(resolver.status().refreshed()).isEqualTo(1));
        assertThat(url(PATH)).isEqualTo(CDN + "images/1~g2.jpg");
    }

    @Test
    void after_an_outage_the_refresh_catches_up_without_a_page() {
        site.application().catalog().register(List.of(MediaPath.of(PATH)));
        url(PATH);
        migrate(PATH);
        database.refuse();
        ticker.pass(Duration.ofMinutes(3));
        assertThat(url(PATH)).isEqualTo(NFS + PATH);
        await().untilAsserted(() -> assertThat(resolver.status().failures()).isPositive());

        database.accept();

        await().untilAsserted(() -> assertThat(resolver.status().refreshed()).isEqualTo(1));
        assertThat(url(PATH)).isEqualTo(CDN + "images/1~g2.jpg");
    }

    @Test
    void a_path_that_spoils_its_queries_keeps_no_other_from_being_refreshed() {
        List<MediaPath> paths = Copies.paths("page", 60);
        migrate(paths);
        List<String> page = paths.stream().map(MediaPath::value).toList();
        resolver.urls(page);
        catalog.spoil(paths.get(30));
        ticker.pass(Duration.ofMinutes(3));

        resolver.urls(page.subList(0, 50));
        await().until(() -> catalog.queries() > 1);
        resolver.urls(page);

        await().untilAsserted(() -> assertThat(resolver.status().refreshed()).isEqualTo(59));
        assertThat(resolver.urls(page)).hasSize(60);
    }

    @Test
    void a_row_that_this_build_does_not_understand_costs_no_page() {
        migrate(PATH);
        assertThat(url(PATH)).isEqualTo(CDN + PATH);
        catalog.spoil(MediaPath.of(PATH));
        catalog.spoil(MediaPath.of("images/other.jpg"));
        ticker.pass(Duration.ofMinutes(6));

        assertThat(resolver.urls(List.of(PATH, "images/other.jpg")))
                .containsEntry(PATH, CDN + PATH)
                .containsEntry("images/other.jpg", NFS + "images/other.jpg");
    }

    @Test
    void a_site_that_wants_no_guess_gets_an_exception_for_what_is_not_remembered() {
        migrate(PATH);
        resolver = resolver(application.settings().resolve().failing());
        url(PATH);
        database.refuse();
        ticker.pass(Duration.ofMinutes(6));

        assertThat(url(PATH)).isEqualTo(CDN + PATH);
        assertThatExceptionOfType(LocationUnknownException.class)
                .isThrownBy(() -> resolver.url("images/other.jpg"))
                .withMessage("it cannot be looked up where images/other.jpg is")
                .satisfies(e -> assertThat(DatabaseErrors.isOutage(e)).isTrue());
    }

    @Test
    void no_more_is_remembered_than_the_setting_says() {
        resolver =
                resolver(site.application("resolve.cacheSize = 10").settings().resolve());

        resolver.urls(Copies.paths("many", 1_000).stream().map(MediaPath::value).toList());

        await().untilAsserted(() -> assertThat(resolver.status().size()).isLessThanOrEqualTo(10));
        assertThat(resolver.status().evicted()).isGreaterThanOrEqualTo(990);
    }

    @Test
    void a_remembered_url_is_the_very_same_object_each_time() {
        migrate(PATH);
        resolver.url(PATH);

        assertThat(resolver.url(PATH)).isSameAs(resolver.url(PATH));
    }
}
