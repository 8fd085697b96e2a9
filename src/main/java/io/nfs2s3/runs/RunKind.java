package io.nfs2s3.runs;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The long jobs that keep a record. The table {@code nfs2s3.run} allows the same. */
public enum RunKind {
    /** Puts files into the queue that were there before the hook. */
    BACKFILL,
    /** Compares objects with what is recorded of them. */
    VERIFY {
        @Override
        boolean keepsItsPlace() {
            return true;
        }
    },
    /** Flips to objects that something else put there. */
    ADOPT {
        @Override
        boolean findsUnchangedAgain() {
            return true;
        }
    },
    /** Flips pointers back to NFS. */
    ROLLBACK {
        @Override
        boolean findsUnchangedAgain() {
            return true;
        }
    },
    /** Removes originals whose copy is proved. */
    RETIRE {
        @Override
        boolean findsUnchangedAgain() {
            return true;
        }
    },
    /** Brings originals back. */
    RESTORE {
        @Override
        boolean findsUnchangedAgain() {
            return true;
        }
    },
    /** Brings rows and objects together after a restored database. */
    RECOVER {
        @Override
        boolean keepsItsPlace() {
            return true;
        }
    };

    /** Its name as operators write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind of a name, in capitals or not; empty when there is none. */
    public static Optional<RunKind> of(String word) {
        return Stream.of(values())
                .filter(kind -> kind.word().equals(word.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /** Whether a run that is resumed comes upon those files again that it left unchanged, and counts them. */
    boolean findsUnchangedAgain() {
        return false;
    }

    /** Whether a run that is resumed goes on where it was, so that all that it counted stays counted. */
    boolean keepsItsPlace() {
        return false;
    }
}
