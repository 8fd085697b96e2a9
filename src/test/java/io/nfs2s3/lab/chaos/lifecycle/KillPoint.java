package io.nfs2s3.lab.chaos.lifecycle;

import java.util.Arrays;
import java.util.List;

/**
 * A step at which a command is killed: just before a row changes in the table, or while the store answers. What the command did
 * before that step is done, what comes behind it is not.
 */
enum KillPoint {
    ADOPT_LISTS(Act.ADOPT, "s3:LIST"),
    ADOPT_LOOKS(Act.ADOPT, "s3:HEAD"),
    ADOPT_FLIPS(Act.ADOPT, "media:>MIGRATED"),
    ADOPT_ENDS(Act.ADOPT, "run:RUNNING>DONE"),
    ROLLBACK_BEGINS(Act.ROLLBACK, "run:>RUNNING"),
    ROLLBACK_FLIPS(Act.ROLLBACK, "media:MIGRATED>HELD"),
    ROLLBACK_ENDS(Act.ROLLBACK, "run:RUNNING>DONE"),
    UNDO_QUEUES(Act.UNDO, "media:HELD>QUEUED"),
    UNDO_SENDS(Act.UNDO, "run:RUNNING>DONE"),
    RETIRE_LOOKS(Act.RETIRE, "s3:HEAD"),
    RETIRE_NOTES(Act.RETIRE, "retired:>LEAVING"),
    RETIRE_MARKS(Act.RETIRE, "media:MIGRATED>RETIRED"),
    RETIRE_HAS_MOVED(Act.RETIRE, "retired:LEAVING>TRASH"),
    RETIRE_ENDS(Act.RETIRE, "run:RUNNING>DONE"),
    PUT_BACK_HAS_MOVED(Act.PUT_BACK, "retired:TRASH>BACK"),
    PUT_BACK_MARKS(Act.PUT_BACK, "media:RETIRED>MIGRATED"),
    PUT_BACK_ENDS(Act.PUT_BACK, "run:RUNNING>DONE"),
    EMPTY_LOOKS(Act.EMPTY, "s3:HEAD"),
    EMPTY_NOTES(Act.EMPTY, "retired:TRASH>REMOVING"),
    EMPTY_HAS_REMOVED(Act.EMPTY, "retired:REMOVING>REMOVED"),
    RESTORE_READS(Act.RESTORE, "s3:GET"),
    RESTORE_HAS_WRITTEN(Act.RESTORE, "media:RETIRED>MIGRATED"),
    RESTORE_ENDS(Act.RESTORE, "run:RUNNING>DONE"),
    VERIFY_LISTS(Act.VERIFY, "s3:LIST"),
    VERIFY_LOOKS(Act.VERIFY, "s3:HEAD"),
    VERIFY_MENDS(Act.VERIFY, "media:MIGRATED>QUEUED");

    private static final String STORE = "s3:";
    private final Act act;
    private final String step;

    KillPoint(Act act, String step) {
        this.act = act;
        this.step = step;
    }

    static List<KillPoint> of(Act act) {
        return Arrays.stream(values()).filter(point -> point.act == act).toList();
    }

    /** How many the act has that has the most of them. */
    static int most() {
        return Arrays.stream(Act.values()).mapToInt(act -> of(act).size()).max().orElseThrow();
    }

    Act act() {
        return act;
    }

    boolean isInStore() {
        return step.startsWith(STORE);
    }

    /** Table and change, or the kind of request. */
    String step() {
        return isInStore() ? step.substring(STORE.length()) : step;
    }
}
