package io.nfs2s3.settings;

import io.nfs2s3.lifecycle.retire.RetireSettings;
import io.nfs2s3.resolve.CacheSettings;
import io.nfs2s3.source.SourceSettings;
import io.nfs2s3.storage.StorageSettings;
import io.nfs2s3.upload.UploadSettings;
import io.nfs2s3.worker.WorkerSettings;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** What settings have to be beside those of another feature. Each answers with the problem, if there is one. */
final class SettingsTogether {
    private SettingsTogether() {}

    static Optional<String> memory(StorageSettings s3, WorkerSettings worker) {
        long parts = s3.leastInFlight();
        return worker.bytesInFlight() >= parts
                ? Optional.empty()
                : Optional.of("worker.bytesInFlight = " + Sizes.show(worker.bytesInFlight())
                        + " must be at least 4 parts of s3.partSize, " + Sizes.show(parts));
    }

    static Optional<String> spool(SourceSettings source, UploadSettings upload) {
        return upload.spool()
                .filter(spool -> spool.startsWith(source.root()))
                .map(spool -> "upload.spool = \"" + spool + "\" is below source.root = \"" + source.root()
                        + "\": it must be on this host's own disk, such as /var/lib/nfs2s3/uploads.spool");
    }

    /** A page may be given the NFS URL of a file for so long after its flip. */
    static Optional<String> grace(RetireSettings retire, CacheSettings cache) {
        return retire.enabled() ? outlives("retire.grace", retire.grace(), cache) : Optional.empty();
    }

    /** A page may be given the URL of an object for so long after another took its place. */
    static Optional<String> retention(StorageSettings s3, CacheSettings cache) {
        return outlives("s3.supersededRetention", s3.supersededRetention(), cache);
    }

    /** Such as 12h5m. */
    private static String shown(Duration span) {
        return span.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    private static Optional<String> outlives(String key, Duration value, CacheSettings cache) {
        Duration remembered = cache.fresh().plus(cache.stale());
        return value.compareTo(remembered) > 0
                ? Optional.empty()
                : Optional.of(key + " = " + shown(value)
                        + " must be longer than resolve.cache and resolve.staleFor together, "
                        + shown(remembered));
    }
}
