package io.nfs2s3.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import io.nfs2s3.resolve.CdnSettings.Choice;
import io.nfs2s3.resolve.CdnSettings.HostsFrom;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jdbi.v3.core.ConnectionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which hosts URLs have while the table changes, stepped by hand. */
class HostsWatchTest {
    private static final CdnSettings SETTINGS =
            new CdnSettings(CdnHosts.parse(List.of("first")), HostsFrom.DATABASE, Choice.RANDOM, "https");
    private final ScheduledThreadPoolExecutor thread = MediaUrlResolver.backgroundThread();
    private final CachedLocation location = new CachedLocation.OnS3("key", 1);

    @AfterEach
    void end() {
        thread.shutdownNow();
    }

    private HostsWatch watch(List<CdnHost> table) {
        return new HostsWatch(
                SETTINGS.hosts(),
                hosts -> new CdnUrls(hosts, SETTINGS, null, Ticker.systemTicker()),
                () -> table,
                thread);
    }

    private String url(HostsWatch watch) {
        return location.url(watch.urls()).orElseThrow();
    }

    @Test
    void remembered_urls_follow_a_change_of_the_hosts() {
        HostsWatch watch = watch(List.of(new CdnHost("a", 1)));
        assertThat(url(watch)).isEqualTo("https://a/key");

        watch.look(() -> List.of(new CdnHost("b", 1)));

        assertThat(url(watch)).isEqualTo("https://b/key");
    }

    @Test
    void the_last_known_hosts_stay_while_the_table_cannot_be_read_or_has_none() {
        HostsWatch watch = watch(List.of(new CdnHost("a", 1)));
        CdnUrls before = watch.urls();

        watch.look(() -> {
            throw new ConnectionException(new IllegalStateException("down"));
        });
        assertThat(watch.urls()).isSameAs(before);
        watch.look(() -> {
            throw new NoClassDefFoundError("redeployed");
        });
        assertThat(watch.urls()).as("and the next look comes").isSameAs(before);
        watch.look(List::of);
        assertThat(watch.urls()).isSameAs(before);
        watch.look(() -> List.of(new CdnHost("a", 1)));
        assertThat(watch.urls()).as("nothing changed, nothing is made anew").isSameAs(before);
    }

    @Test
    void the_hosts_of_the_settings_serve_until_the_table_has_some() {
        HostsWatch watch = watch(List.of());
        assertThat(url(watch)).isEqualTo("https://first/key");

        watch.look(() -> List.of(new CdnHost("a", 1)));

        assertThat(url(watch)).isEqualTo("https://a/key");
    }
}
