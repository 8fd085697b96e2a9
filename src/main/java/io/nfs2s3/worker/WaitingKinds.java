package io.nfs2s3.worker;

import io.nfs2s3.media.Failure;
import io.nfs2s3.media.MediaKind;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.storage.KindOptions;
import io.nfs2s3.storage.ObjectOptions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kinds that wait, for the store refuses their files while others go on. Says so of each once, and once that it goes on, when
 * a file that is stored in its way came through. Thread-safe.
 */
final class WaitingKinds {
    private static final Logger log = LoggerFactory.getLogger(WaitingKinds.class);
    private static final String JOB = "worker-";
    private final MediaKinds kinds;
    private final KindOptions options;
    private final BiConsumer<String, String> outages;
    /** By their names, how they are stored. */
    private final Map<String, ObjectOptions> waiting = new ConcurrentHashMap<>();

    /** @param outages as in {@link WorkerParts} */
    WaitingKinds(MediaKinds kinds, KindOptions options, BiConsumer<String, String> outages) {
        this.kinds = kinds;
        this.options = options;
        this.outages = outages;
    }

    /** A file was refused as all of its kind are. */
    void refused(MediaPath path, Failure failure) {
        String kind = kinds.of(path).name();
        if (waiting.putIfAbsent(kind, options.of(path)) == null) {
            log.warn("kind waits, for the store refuses its files kind={} path={} reason=\"{}\"", kind, path, failure);
            outages.accept(JOB + kind, failure.toString());
        }
    }

    /** The store took a file. */
    void copied(MediaPath path) {
        if (!waiting.isEmpty()) {
            ObjectOptions taken = options.of(path);
            waiting.keySet().forEach(kind -> goesOn(kind, taken));
        }
    }

    /** Every kind that is stored in a way of its own or beside one that is, by the name of its job, and whether it waits. */
    Map<String, Boolean> standing() {
        return options.byKind().keySet().stream()
                .filter(MediaKind::migrated)
                .map(MediaKind::name)
                .collect(Collectors.toMap(JOB::concat, waiting::containsKey));
    }

    private void goesOn(String kind, ObjectOptions taken) {
        if (waiting.remove(kind, taken)) {
            log.info("kind goes on kind={}", kind);
            outages.accept(JOB + kind, "");
        }
    }
}
