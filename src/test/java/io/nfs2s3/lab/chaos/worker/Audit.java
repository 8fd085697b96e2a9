package io.nfs2s3.lab.chaos.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.chaos.site.Findings;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.storage.SiteMarker;
import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.worker.ObjectCleaner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Looks at table, bucket, queues and {@code status} when all is quiet, past all proxies. */
final class Audit {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private final ChaosSite site;
    private final Map<String, MediaRow> rows;
    private final Map<String, Long> objects = new HashMap<>();

    private Audit(ChaosSite site) {
        this.site = site;
        this.rows = MediaRow.all(site);
        site
                .site()
                .s3()
                .listObjectsV2Paginator(request -> request.bucket(site.site().bucket()))
                .contents()
                .stream()
                .filter(object -> !object.key().equals(SiteMarker.NAME))
                // left by a daemon's check at its start that an outage cut off; another removes it after an hour
                .filter(object -> !object.key().startsWith(".nfs2s3-probe/"))
                .forEach(object -> objects.put(object.key(), size(object)));
    }

    private static long size(S3Object object) {
        return object.size() == null ? 0 : object.size();
    }

    /**
     * Has superseded objects swept, and looks.
     *
     * <p>For a site whose daemons have ended.
     */
    static Audit afterSweep(ChaosSite site) {
        site.heal();
        ObjectCleaner cleaner = site.application().cleaner();
        site.awaitRemovals(PATIENCE, cleaner::sweep, ChaosSite.LAST_COPIES);
        return new Audit(site);
    }

    Findings findings(List<Story> stories) {
        return new Endings(site.site(), rows)
                .findings(stories)
                .plus(bucket())
                .plus(new Findings(List.of(), status(), leftOver()));
    }

    long failed() {
        return count(MediaState.FAILED);
    }

    private long count(MediaState state) {
        return rows.values().stream().filter(row -> row.state() == state).count();
    }

    /** Every object is named by one row, and every pointer names an object of its own generation. */
    private Findings bucket() {
        Set<String> named = new HashSet<>();
        List<String> lost = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (MediaRow row : rows.values()) {
            String key = row.key();
            if (key == null) {
                continue;
            }
            if (!named.add(key) || !key.equals(row.rightKey())) {
                wrong.add("the key is not that of its generation: " + row);
            }
            if (!objects.containsKey(key)) {
                lost.add("no such object: " + row);
            }
        }
        Set<String> lastCopies = lastCopies();
        List<String> orphans = objects.keySet().stream()
                .filter(key -> !named.contains(key) && !lastCopies.contains(key))
                .sorted()
                .map(key -> "no row names the object " + key + "; " + rows.get(key) + listed(key))
                .toList();
        return new Findings(lost, wrong, orphans);
    }

    private String listed(String key) {
        return site.site()
                .query("SELECT '; to be removed: ' || s::text FROM nfs2s3.superseded s WHERE s.object_key = '" + key
                        + "'")
                .toString();
    }

    /** Those that a failed file may have left. One that was never flipped is listed without its key. */
    private Set<String> lastCopies() {
        return Set.copyOf(site.site()
                .jdbi()
                .withHandle(handle -> handle.createQuery("SELECT s.path, s.generation, s.object_key"
                                + " FROM nfs2s3.superseded s WHERE s.removed_at IS NULL AND " + ChaosSite.LAST_COPIES)
                        .map((row, context) -> Optional.ofNullable(row.getString("object_key"))
                                .orElse(ObjectKey.of("", MediaPath.of(row.getString("path")), row.getInt("generation"))
                                        .value()))
                        .list()));
    }

    private List<String> leftOver() {
        List<String> leftOver = new ArrayList<>();
        if (site.waiting() > 0) {
            leftOver.add(site.waiting() + " entries of the outbox");
        }
        site.spoolFiles().forEach(file -> leftOver.add("not replayed: " + file.getFileName()));
        return leftOver;
    }

    /** {@code status --json} adds up. */
    private List<String> status() {
        JsonNode status = askStatus();
        List<String> wrong = new ArrayList<>();
        JsonNode media = status.path("media");
        expect(wrong, "media.total", rows.size(), media.path("total"));
        for (MediaState state : MediaState.values()) {
            expect(wrong, state.name(), count(state), media.path("byState").path(state.name()));
        }
        long bytes = rows.values().stream()
                .mapToLong(row -> objects.getOrDefault(String.valueOf(row.key()), 0L))
                .sum();
        expect(wrong, "media.bytesMigrated", bytes, media.path("bytesMigrated"));
        expect(wrong, "outbox.depth", 0, status.path("outbox").path("depth"));
        for (String queue : List.of("uploads", "backfill")) {
            JsonNode counts = status.path("queues").path(queue);
            expect(wrong, queue + ".visible", 0, counts.path("visible"));
            expect(wrong, queue + ".inFlight", 0, counts.path("inFlight"));
            expect(wrong, queue + ".dead", 0, counts.path("dead"));
        }
        return wrong;
    }

    private JsonNode askStatus() {
        try (JavaProcess status = site.status()) {
            int exitCode = status.exitCode();
            if (exitCode != 0) {
                throw new IllegalStateException("status ended with " + exitCode + ": " + status.output());
            }
            return new ObjectMapper().readTree(status.output());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("status --json is not JSON", e);
        }
    }

    private static void expect(List<String> wrong, String what, long expected, JsonNode found) {
        if (!found.isIntegralNumber() || found.asLong() != expected) {
            wrong.add("status --json says " + what + " = " + found + ", and it is " + expected);
        }
    }
}
