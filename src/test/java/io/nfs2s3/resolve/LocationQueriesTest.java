package io.nfs2s3.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.resilience.UnavailableException;
import io.nfs2s3.testing.RecordingLogger;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.ConnectionException;
import org.junit.jupiter.api.Test;

/** What is said of questions that fail: once when it begins, and once when it ends. */
class LocationQueriesTest {
    private static final MediaPath GOOD = MediaPath.of("images/good.jpg");
    private static final MediaPath BAD = MediaPath.of("images/bad.jpg");

    private final ManualTicker ticker = new ManualTicker();
    private final RecordingLogger log = new RecordingLogger();
    private boolean spoiled = true;
    private boolean down;
    private final LocationQueries queries = new LocationQueries(this::answer, new ResolverCounters(), ticker, log);

    private Map<MediaPath, CachedLocation> answer(Set<MediaPath> paths) {
        if (down) {
            throw new ConnectionException(new SQLTransientConnectionException("no connection"));
        }
        if (spoiled && paths.contains(BAD)) {
            throw new IllegalArgumentException("No enum constant Location.NEWER");
        }
        return Map.of();
    }

    private void ask(MediaPath path) throws UnavailableException {
        assertThat(queries.find(Set.of(path))).isEmpty();
    }

    private void refused() {
        assertThatThrownBy(() -> queries.find(Set.of(BAD))).isInstanceOf(UnavailableException.class);
    }

    @Test
    void a_row_that_spoils_its_questions_is_said_once_however_many_others_are_answered() throws Exception {
        for (int i = 0; i < 100; i++) {
            refused();
            ask(GOOD);
            ticker.pass(Duration.ofMinutes(5));
        }

        assertThat(log.lines())
                .containsExactly(
                        "some locations cannot be looked up paths=1 reason=\"No enum constant Location.NEWER\"");
        assertThat(queries.isOutage()).isFalse();
    }

    @Test
    void that_it_is_over_is_said_once_too() throws Exception {
        refused();
        spoiled = false;
        ask(BAD);
        assertThat(log.lines()).as("another one may be asked for yet").hasSize(1);

        ticker.pass(LocationQueries.QUIET);
        ask(BAD);
        ask(GOOD);

        assertThat(log.lines()).hasSize(2).last().isEqualTo("all locations are looked up again");
    }

    @Test
    void a_database_that_is_down_is_another_matter() throws Exception {
        refused();
        down = true;
        refused();

        assertThat(queries.isOutage()).isTrue();
        assertThat(log.lines()).hasSize(2).last().isEqualTo("locations cannot be looked up reason=\"no connection\"");
    }
}
