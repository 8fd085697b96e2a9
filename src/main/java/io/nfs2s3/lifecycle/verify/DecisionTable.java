package io.nfs2s3.lifecycle.verify;

import static io.nfs2s3.lifecycle.verify.Act.ASK;
import static io.nfs2s3.lifecycle.verify.Act.FLIP_BACK;
import static io.nfs2s3.lifecycle.verify.Act.LEAVE_TO_SWEEP;
import static io.nfs2s3.lifecycle.verify.Act.REQUEUE;
import static io.nfs2s3.lifecycle.verify.Act.TAKE_UP_EVIDENCE;
import static io.nfs2s3.lifecycle.verify.Verdict.DIFFER;
import static io.nfs2s3.lifecycle.verify.Verdict.ERROR;
import static io.nfs2s3.lifecycle.verify.Verdict.MISSING_ON_DST;
import static io.nfs2s3.lifecycle.verify.Verdict.MISSING_ON_SRC;

import io.nfs2s3.media.MediaState;

/**
 * What each meeting of database, NFS and S3 means: 3 pointers × 4 originals × 5 objects, each with one verdict and one safe
 * act. Nothing is done without a proof: readers are only sent to what was proved, and where neither side is, an operator
 * decides.
 */
final class DecisionTable {
    private DecisionTable() {}

    static Decision of(Pointer pointer, OnNfs nfs, OnS3 s3) {
        return switch (pointer) {
            case S3 -> pointsToS3(nfs, s3);
            case NFS -> pointsToNfs(nfs, s3);
            case NONE -> unnamed(nfs, s3);
        };
    }

    /**
     * The same for a row in a state: only the original of a RETIRED file is absent on purpose, and that of a file that was
     * rolled back may be, to take it down: nobody shows it again without an operator. What has the name of a RETIRED file may be
     * on its way into the trash: nobody is sent there before a restore made the file MIGRATED.
     */
    static Decision of(MediaState state, OnNfs nfs, OnS3 s3) {
        if (state == MediaState.RETIRED && nfs == OnNfs.ABSENT && s3 == OnS3.SAME) {
            return Decision.MATCH;
        }
        Decision decision = of(
                switch (state.location()) {
                    case NFS -> Pointer.NFS;
                    case S3 -> Pointer.S3;
                },
                nfs,
                s3);
        return switch (state) {
            case HELD -> decision.orAsk(Act.TAKE_UP_EVIDENCE);
            case RETIRED -> decision.orAsk(FLIP_BACK);
            case QUEUED, MIGRATED, FAILED -> decision;
        };
    }

    /**
     * An object of an upload of which a later one is in S3: it is provably this site's, and nobody is given it any more. An
     * upload that only was registered does not make it one: it may have failed, and the object be the only copy.
     */
    static Decision leftBehind() {
        return Decision.of(MISSING_ON_SRC, Cause.ORPHAN_OBJECT, LEAVE_TO_SWEEP);
    }

    private static Decision pointsToS3(OnNfs nfs, OnS3 s3) {
        Act back = nfs == OnNfs.SAME ? FLIP_BACK : ASK;
        return switch (s3) {
            case ABSENT -> Decision.of(MISSING_ON_DST, Cause.OBJECT_MISSING, back);
            case DELETE_MARKER -> Decision.of(MISSING_ON_DST, Cause.DELETE_MARKER, back);
            case DIFFERS -> Decision.of(DIFFER, Cause.OBJECT_DIFFERS, back);
            case ARCHIVED -> Decision.of(ERROR, Cause.OBJECT_ARCHIVED, back);
            case SAME ->
                switch (nfs) {
                    case SAME -> Decision.MATCH;
                    case ABSENT -> Decision.of(MISSING_ON_SRC, Cause.MOVED_BY_HAND, ASK);
                    case DIFFERS -> Decision.of(DIFFER, Cause.SOURCE_CHANGED, ASK);
                    case UNREADABLE -> Decision.of(ERROR, Cause.SOURCE_UNREADABLE, ASK);
                };
        };
    }

    /** Nobody is given the object, so only the original counts. A later copy is proved, or takes another key. */
    private static Decision pointsToNfs(OnNfs nfs, OnS3 s3) {
        return switch (nfs) {
            case SAME -> Decision.MATCH;
            case DIFFERS -> Decision.of(DIFFER, Cause.SOURCE_CHANGED, ASK);
            case UNREADABLE -> Decision.of(ERROR, Cause.SOURCE_UNREADABLE, ASK);
            case ABSENT ->
                switch (s3) {
                    case SAME -> Decision.of(MISSING_ON_SRC, Cause.STALE_POINTER, TAKE_UP_EVIDENCE);
                    case ABSENT, DIFFERS, DELETE_MARKER, ARCHIVED ->
                        Decision.of(MISSING_ON_SRC, Cause.SOURCE_MISSING, ASK);
                };
        };
    }

    /**
     * An object without a row may be the only copy of its bytes: it is never removed for that alone. Beside an original of other
     * bytes it is so only where that is the later upload; else an operator decides, which {@link UnnamedObjects} sees to.
     */
    private static Decision unnamed(OnNfs nfs, OnS3 s3) {
        return switch (s3) {
            case ABSENT, DELETE_MARKER ->
                switch (nfs) {
                    case ABSENT -> Decision.MATCH;
                    case SAME, DIFFERS -> Decision.of(MISSING_ON_DST, Cause.NOT_REGISTERED, REQUEUE);
                    case UNREADABLE -> Decision.of(ERROR, Cause.SOURCE_UNREADABLE, ASK);
                };
            case SAME ->
                switch (nfs) {
                    case SAME, DIFFERS -> Decision.of(MISSING_ON_SRC, Cause.ORPHAN_OBJECT, REQUEUE);
                    case ABSENT, UNREADABLE -> Decision.of(MISSING_ON_SRC, Cause.ORPHAN_OBJECT, ASK);
                };
            case ARCHIVED -> Decision.of(MISSING_ON_SRC, Cause.ORPHAN_OBJECT, ASK);
            case DIFFERS -> Decision.of(MISSING_ON_SRC, Cause.FOREIGN_OBJECT, ASK);
        };
    }
}
