package io.nfs2s3.lifecycle.recover;

import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.lifecycle.OriginalProof;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FailureCode.Nature;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Looks at the paths of a page, side by side. */
final class PageLook {
    /** So many files of a page may fail by themselves, as by a broken block or a lost key, while mount and bucket answer. */
    private static final int MOST_BROKEN = 3;

    private final MediaCatalog catalog;
    private final OriginalProof originals;
    private final BucketLook bucket;
    private final Examiner examiner;
    private final Executor lookers;

    /** @param lookers have so many threads as may wait for the bucket and the mount at once */
    PageLook(MediaCatalog catalog, OriginalProof originals, BucketLook bucket, Examiner examiner, Executor lookers) {
        this.bucket = bucket;
        this.catalog = catalog;
        this.originals = originals;
        this.examiner = examiner;
        this.lookers = lookers;
    }

    /**
     * Judges them, each path once.
     *
     * @throws MigrationException when nothing can be said now, because the bucket or the mount is down
     */
    List<Judged> judge(Page page) {
        List<Judged> judged = new ArrayList<>(page.foreign());
        if (page.met().isEmpty()) {
            return judged;
        }
        originals.requireMount();
        Map<MediaPath, List<Met>> paths = new LinkedHashMap<>();
        page.met()
                .forEach(met -> paths.computeIfAbsent(met.path(), path -> new ArrayList<>())
                        .add(met));
        Map<MediaPath, MediaFile> rows = catalog.find(paths.keySet());
        Map<MediaPath, MigrationException> failed = look(paths, rows, judged);
        if (failed.size() <= MOST_BROKEN) { // once more: is it they?
            paths.keySet().retainAll(failed.keySet());
            failed = look(paths, rows, judged);
        }
        originals.requireMount();
        requireFew(failed.values());
        failed.forEach((path, error) -> judged.add(examiner.undecided(path, rows.get(path), ErrorText.of(error))));
        return judged;
    }

    /** All are awaited: none goes on behind a page that is repeated. */
    private Map<MediaPath, MigrationException> look(
            Map<MediaPath, List<Met>> paths, Map<MediaPath, MediaFile> rows, List<Judged> judged) {
        Map<MediaPath, CompletableFuture<List<Judged>>> looks = new LinkedHashMap<>();
        paths.forEach((path, mets) -> looks.put(
                path, CompletableFuture.supplyAsync(() -> examiner.examine(path, mets, rows.get(path)), lookers)));
        Map<MediaPath, MigrationException> failed = new LinkedHashMap<>();
        looks.forEach((path, look) -> {
            try {
                judged.addAll(FutureErrors.join(look));
            } catch (MigrationException e) {
                failed.put(path, e);
            }
        });
        return failed;
    }

    /** Of a few files it is their own fault, if mount and bucket answer otherwise. */
    private void requireFew(Collection<MigrationException> failed) {
        List<MigrationException> passing = failed.stream()
                .filter(error -> error.code().nature() != Nature.PERMANENT)
                .toList();
        for (MigrationException error : passing) {
            if (passing.size() > MOST_BROKEN || error.code() == FailureCode.STORE_SLOW) {
                throw error;
            }
        }
        if (!passing.isEmpty()) {
            bucket.requireAnswers();
        }
    }
}
