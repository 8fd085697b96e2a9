package io.nfs2s3.lifecycle.recover;

import static java.util.stream.Collectors.toSet;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Looks at the paths of a page, side by side. */
final class PageLook {
    /** So many files of a page may hang by themselves, such as over a broken block, while the mount answers. */
    private static final int MOST_BROKEN = 3;

    private final MediaCatalog catalog;
    private final OriginalProof originals;
    private final Examiner examiner;
    private final Executor lookers;

    /** @param lookers have so many threads as may wait for the bucket and the mount at once */
    PageLook(MediaCatalog catalog, OriginalProof originals, Examiner examiner, Executor lookers) {
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
        Map<MediaPath, MediaFile> rows =
                catalog.find(page.met().stream().map(Met::path).collect(toSet()));
        Map<Met, CompletableFuture<Optional<Judged>>> looks = new LinkedHashMap<>();
        page.met()
                .forEach(met -> looks.put(
                        met,
                        CompletableFuture.supplyAsync(() -> examiner.examine(met, rows.get(met.path())), lookers)));
        List<MigrationException> outages = new ArrayList<>();
        looks.forEach((met, look) -> { // all are awaited: none goes on behind a page that is repeated
            try {
                FutureErrors.join(look).ifPresent(judged::add);
            } catch (MigrationException e) {
                outages.add(e);
                judged.add(Judged.undecided(met.path().value(), ErrorText.of(e)));
            }
        });
        originals.requireMount();
        outages.stream()
                .filter(error -> error.code().nature() != Nature.PERMANENT)
                .filter(error -> error.code() != FailureCode.SOURCE_DOWN || outages.size() > MOST_BROKEN)
                .findFirst()
                .ifPresent(error -> {
                    throw error;
                });
        return judged;
    }
}
