package io.nfs2s3.lifecycle.recover;

/**
 * What becomes of a path: 5 rows × 4 objects × 5 originals. The newest upload wins, as far as it can be proved which one that
 * is, and nobody is sent to what is not proved.
 */
final class DecisionTable {
    private DecisionTable() {}

    static Act of(Recorded recorded, Stored stored, OnNfs nfs) {
        return switch (stored) {
            case SAME ->
                switch (recorded) {
                    case ON_S3, NOTHING -> Act.KEEP;
                    case HELD -> nfs == OnNfs.ABSENT ? Act.TAKE_UP_ONLY_COPY : Act.KEEP;
                    case QUEUED, FAILED -> newest(nfs);
                };
            case NEWER -> newest(nfs);
            case OTHER_BYTES -> nfs == OnNfs.SAME ? Act.TAKE_UP : withoutObject(nfs);
            case GONE -> withoutObject(nfs);
        };
    }

    /** What the newest object is of may be what the newest upload was, or not. */
    private static Act newest(OnNfs nfs) {
        return switch (nfs) {
            case SAME -> Act.TAKE_UP;
            case ABSENT -> Act.TAKE_UP_ONLY_COPY;
            case LATER -> Act.QUEUE;
            case OTHER, UNREADABLE -> Act.UNDECIDED;
        };
    }

    /** Readers get nothing, or what nobody put there on purpose. */
    private static Act withoutObject(OnNfs nfs) {
        return switch (nfs) {
            case SAME, LATER -> Act.QUEUE;
            case OTHER, ABSENT, UNREADABLE -> Act.UNDECIDED;
        };
    }
}
