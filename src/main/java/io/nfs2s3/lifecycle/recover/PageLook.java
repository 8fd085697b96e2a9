package io.nfs2s3.lifecycle.recover;

import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.lifecycle.BrokenFiles;
import io.nfs2s3.lifecycle.OriginalProof;
import io.nfs2s3.media.ErrorText;
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
    private final MediaCatalog catalog;
    private final OriginalProof originals;
    private final BucketLook bucket;
    private final Examiner examiner;
    private final BrokenFiles broken;
    private final Executor lookers;

    /** @param lookers have so many threads as may wait for the bucket and the mount at once */
    PageLook(
            MediaCatalog catalog,
            OriginalProof originals,
            BucketLook bucket,
            Examiner examiner,
            BrokenFiles broken,
            Executor lookers) {
        this.broken = broken;
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
        if (!failed.isEmpty()) { // once more: is it they?
            requireOwn(page, failed.values());
            paths.keySet().retainAll(failed.keySet());
            failed = look(paths, rows, judged);
        }
        originals.requireMount();
        BrokenFiles.requireOwn(passing(failed.values()));
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

    /** @throws MigrationException when it is not they that are broken, or the page is to be looked at again */
    private void requireOwn(Page page, Collection<MigrationException> failed) {
        originals.requireMount();
        broken.areMany(page, passing(failed));
    }

    /**
     * Errors that may be about more than their files, as far as the bucket answers.
     *
     * @throws MigrationException when it does not
     */
    private List<MigrationException> passing(Collection<MigrationException> failed) {
        List<MigrationException> passing = failed.stream()
                .filter(error -> error.code().nature() != Nature.PERMANENT)
                .toList();
        if (passing.isEmpty()) {
            return passing;
        }
        bucket.requireAnswers();
        return passing.stream().filter(error -> !bucket.isRefusedAlone(error)).toList();
    }
}
