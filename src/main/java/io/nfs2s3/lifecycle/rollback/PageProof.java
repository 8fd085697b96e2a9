package io.nfs2s3.lifecycle.rollback;

import io.nfs2s3.lifecycle.Original;
import io.nfs2s3.lifecycle.Original.Finding;
import io.nfs2s3.lifecycle.OriginalProof;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.media.MediaKind;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.media.MigrationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Proves the files of a page, side by side. To roll back takes an original that has the bytes that were copied. To queue a file
 * again takes one that is there: what was changed on purpose since is copied as the next generation, but one that is missing
 * would only become FAILED.
 */
final class PageProof {
    /** So many files of a page may hang by themselves, such as over a broken block, while the mount answers. */
    private static final int MOST_BROKEN = 3;

    private final OriginalProof originals;
    private final MediaKinds kinds;
    private final RollbackSelection selection;

    PageProof(OriginalProof originals, MediaKinds kinds, RollbackSelection selection) {
        this.originals = originals;
        this.kinds = kinds;
        this.selection = selection;
    }

    /**
     * The page without the files that cannot be proved, which are refused.
     *
     * @throws io.nfs2s3.media.MigrationException when nothing can be said now, because the mount is down or hangs
     */
    Page prove(Page page) {
        if (page.files().isEmpty()) {
            return page;
        }
        originals.requireMount();
        List<CompletableFuture<Optional<Refused>>> looks =
                page.files().stream().map(this::prove).toList();
        List<MediaFile> proved = new ArrayList<>();
        List<Refused> refused = new ArrayList<>(page.refused());
        List<MigrationException> outages = new ArrayList<>();
        for (int i = 0; i < looks.size(); i++) { // all are awaited: none goes on behind a page that is repeated
            MediaFile file = page.files().get(i);
            try {
                FutureErrors.join(looks.get(i)).ifPresentOrElse(refused::add, () -> proved.add(file));
            } catch (MigrationException e) {
                outages.add(e);
                refused.add(new Refused(file.path().value(), Refusal.ORIGINAL_UNREADABLE, ErrorText.of(e)));
            }
        }
        originals.requireMount();
        if (outages.size() > MOST_BROKEN) {
            throw outages.get(0);
        }
        return new Page(proved, refused, page.unchanged(), page.skipped(), page.last());
    }

    private CompletableFuture<Optional<Refused>> prove(MediaFile file) {
        if (selection.undo() && !isMigrated(file)) {
            return CompletableFuture.completedFuture(
                    Optional.of(new Refused(file.path().value(), Refusal.KIND_NOT_MIGRATED, file.kind())));
        }
        CompletableFuture<Original> look =
                selection.undo() ? originals.look(file.path()) : originals.compare(file, selection.read());
        return look.thenApply(original -> refused(file, original));
    }

    private boolean isMigrated(MediaFile file) {
        return kinds.find(file.path()).map(MediaKind::registeredState).equals(Optional.of(MediaState.QUEUED));
    }

    private static Optional<Refused> refused(MediaFile file, Original original) {
        Finding finding = original.finding();
        return original.isSame()
                ? Optional.empty()
                : Optional.of(new Refused(file.path().value(), Refusal.of(finding), original.detail()));
    }
}
