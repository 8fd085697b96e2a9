package io.nfs2s3.lifecycle.rollback;

import io.nfs2s3.lifecycle.BrokenFiles;
import io.nfs2s3.lifecycle.Original;
import io.nfs2s3.lifecycle.Original.Finding;
import io.nfs2s3.lifecycle.OriginalProof;
import io.nfs2s3.lifecycle.PageLooks;
import io.nfs2s3.media.ErrorText;
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
    private final OriginalProof originals;
    private final MediaKinds kinds;
    private final RollbackSelection selection;
    private final PageLooks looks;

    PageProof(OriginalProof originals, MediaKinds kinds, RollbackSelection selection, BrokenFiles broken) {
        this.originals = originals;
        this.kinds = kinds;
        this.selection = selection;
        this.looks = PageLooks.of(originals, broken);
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
        List<Optional<Refused>> answers = looks.at(page.files(), this::look, PageProof::unreadable);
        List<MediaFile> proved = new ArrayList<>();
        List<Refused> refused = new ArrayList<>(page.refused());
        for (int i = 0; i < answers.size(); i++) {
            MediaFile file = page.files().get(i);
            answers.get(i).ifPresentOrElse(refused::add, () -> proved.add(file));
        }
        originals.requireMount();
        return new Page(proved, refused, page.unchanged(), page.skipped(), page.last());
    }

    private CompletableFuture<Optional<Refused>> look(MediaFile file) {
        if (selection.undo() && !isMigrated(file)) {
            return CompletableFuture.completedFuture(
                    Optional.of(new Refused(file.path().value(), Refusal.KIND_NOT_MIGRATED, file.kind())));
        }
        CompletableFuture<Original> original =
                selection.undo() ? originals.look(file.path()) : originals.compare(file, selection.read());
        return original.thenApply(found -> refused(file, found));
    }

    private static Optional<Refused> unreadable(MediaFile file, MigrationException error) {
        return Optional.of(new Refused(file.path().value(), Refusal.ORIGINAL_UNREADABLE, ErrorText.of(error)));
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
