package io.nfs2s3.lifecycle.retire;

import io.nfs2s3.catalog.RetiredFiles.Kept;
import io.nfs2s3.lifecycle.LeftAlone;
import io.nfs2s3.lifecycle.ObjectProof;
import io.nfs2s3.lifecycle.Obstacle;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FailureCode.Nature;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.Location;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.source.OriginalTrash;
import io.nfs2s3.source.OriginalTrash.Back;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Whether an original may leave the trash, back to its name or for good. Changes nothing. Thread-safe. */
final class TrashProof {
    private final OriginalTrash trash;
    private final @Nullable ObjectProof objects;

    /** @param objects for removal: asked whether the object is there; null where files go back */
    TrashProof(OriginalTrash trash, @Nullable ObjectProof objects) {
        this.trash = trash;
        this.objects = objects;
    }

    /** @return what is in the way; empty when nothing is. Fails when nothing can be said now */
    CompletableFuture<Optional<LeftAlone>> look(Kept file) {
        if (objects == null ? !mayGoBack(file) : !Moves.isRetired(file)) {
            return CompletableFuture.completedFuture(left(file, Obstacle.UPLOADED_AGAIN, ""));
        }
        CompletableFuture<Optional<LeftAlone>> look = trash.look(
                        file.file().path(),
                        Doomed.factsOf(file.file()),
                        file.file().trashPath())
                .thenApply(found -> objects == null ? back(file, found) : removal(file, found))
                .exceptionally(error -> unreadable(file, error));
        return objects == null
                ? look
                : look.thenCompose(wrong ->
                        wrong.isPresent() ? CompletableFuture.completedFuture(wrong) : objects.lookOwn(file.current()));
    }

    /**
     * Whatever the state of the row is: an upload that was registered without a new file needs the old one under its name. The
     * original of an earlier upload never comes beside an object of a later one, or before the original of a later one.
     */
    private static boolean mayGoBack(Kept file) {
        return file.newest() && (file.isCurrent() || file.current().state().location() == Location.NFS);
    }

    private static Optional<LeftAlone> back(Kept file, Back found) {
        return switch (found) {
            case NAME_TAKEN -> left(file, Obstacle.NAME_TAKEN, "");
            case CHANGED -> left(file, Obstacle.ASTRAY, file.file().trashPath());
            case MISSING -> left(file, Obstacle.NOT_IN_TRASH, file.file().trashPath());
            case BACK, UNWANTED -> Optional.empty();
        };
    }

    /** What is missing is only gone for good if a process was about to remove it: the trash may be away for a while. */
    private static Optional<LeftAlone> removal(Kept file, Back found) {
        return switch (found) {
            case CHANGED -> left(file, Obstacle.ASTRAY, file.file().trashPath());
            case MISSING ->
                file.removing()
                        ? Optional.empty()
                        : left(file, Obstacle.NOT_IN_TRASH, file.file().trashPath());
            case BACK, UNWANTED, NAME_TAKEN -> Optional.empty();
        };
    }

    private static Optional<LeftAlone> unreadable(Kept file, Throwable error) {
        Throwable cause = FutureErrors.cause(error);
        if (cause instanceof MigrationException failed && failed.code().nature() != Nature.OUTAGE) {
            return left(file, Obstacle.ORIGINAL_UNREADABLE, ErrorText.of(failed));
        }
        throw new CompletionException(cause);
    }

    private static Optional<LeftAlone> left(Kept file, Obstacle reason, String detail) {
        return Optional.of(new LeftAlone(file.file().path(), reason, detail));
    }
}
