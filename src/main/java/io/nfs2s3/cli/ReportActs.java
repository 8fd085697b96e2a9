package io.nfs2s3.cli;

import io.nfs2s3.catalog.LedgerAct;
import java.util.stream.Stream;

/** What the acts of the ledger mean to somebody who does not read it. */
final class ReportActs {
    private ReportActs() {}

    /** @param act the name of an act, known or not */
    static String words(String act) {
        return Stream.of(LedgerAct.values())
                .filter(known -> known.name().equals(act))
                .findFirst()
                .map(ReportActs::words)
                .orElse("somebody else's word");
    }

    private static String words(LedgerAct act) {
        return switch (act) {
            case FLIP -> "readers are sent to S3";
            case REUPLOAD -> "a new upload took the place of the file";
            case ROLLBACK -> "rolled back: readers are sent to NFS again";
            case FLIP_BACK -> "readers are sent to NFS again, and the file is copied anew";
            case RETIRE -> "the original was taken off NFS";
            case RESTORE -> "the original is back on NFS";
            case EMPTY -> "the original was removed from the trash";
            case REPOINT -> "readers are sent to another object";
            case EVIDENCE -> "what is recorded of the object changed";
            case FAIL -> "the file failed";
            case RETRY -> "tried again after a failure";
            case UNDO -> "queued again after a rollback";
            case INSERT -> "written by hand, restored or recovered";
            case DELETE -> "the row was removed";
            case TRUNCATE -> "all rows were removed";
            case PRUNE -> "an old month of the ledger was dropped";
            case RECOVER -> "brought together after the database was restored";
            case ADOPT -> "adopted: readers are sent to an object that was there";
            case REPAIR -> "a difference that a verify found was mended";
        };
    }
}
