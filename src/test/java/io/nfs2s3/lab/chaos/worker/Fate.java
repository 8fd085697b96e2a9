package io.nfs2s3.lab.chaos.worker;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MediaState;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What a site does with one file in the course of a run, and how it must end. */
enum Fate {
    /** Uploaded, and left alone. */
    KEPT {
        @Override
        List<Step> steps(Story story, Random random) {
            return List.of(upload(story, 1, random));
        }
    },
    /** Uploaded three times under the same path. */
    UPLOADED_AGAIN {
        @Override
        List<Step> steps(Story story, Random random) {
            return List.of(upload(story, 1, random), upload(story, 2, random), upload(story, 3, random));
        }
    },
    /** New bytes are there for a while before the hook is told of them. */
    REPLACED {
        @Override
        List<Step> steps(Story story, Random random) {
            return List.of(
                    upload(story, 1, random),
                    Step.after(random, disk -> disk.write(story.path(), story.bytes(2), random.nextBoolean())),
                    Step.after(random, disk -> disk.tell(story.path())));
        }
    },
    /** Cut to half its length, and told of. */
    TRUNCATED {
        @Override
        List<Step> steps(Story story, Random random) {
            return List.of(
                    upload(story, 1, random),
                    Step.after(random, disk -> disk.truncate(story.path(), story.size() / 2)),
                    Step.after(random, disk -> disk.tell(story.path())));
        }
    },
    /** Gone, maybe before it was read. */
    DELETED(FailureCode.SOURCE_MISSING) {
        @Override
        List<Step> steps(Story story, Random random) {
            return List.of(upload(story, 1, random), Step.after(random, disk -> disk.delete(story.path())));
        }
    },
    DELETED_AND_UPLOADED_AGAIN {
        @Override
        List<Step> steps(Story story, Random random) {
            return List.of(
                    upload(story, 1, random),
                    Step.after(random, disk -> disk.delete(story.path())),
                    upload(story, 2, random));
        }
    },
    /** A directory instead of a file. */
    NO_FILE(FailureCode.SOURCE_NOT_A_FILE) {
        @Override
        List<Step> steps(Story story, Random random) {
            return List.of(Step.after(random, disk -> {
                disk.makeDirectory(story.path());
                disk.tell(story.path());
            }));
        }
    },
    /** A symbolic link to a file that is not below the source root. */
    OUTSIDE(FailureCode.SOURCE_OUTSIDE_ROOT) {
        @Override
        List<Step> steps(Story story, Random random) {
            return List.of(Step.after(random, disk -> {
                disk.linkOutside(story.path());
                disk.tell(story.path());
            }));
        }
    },
    /** Of a kind that is not migrated. */
    HELD {
        @Override
        List<Step> steps(Story story, Random random) {
            return List.of(upload(story, 1, random));
        }
    };

    private final Optional<FailureCode> failure;

    Fate() {
        this.failure = Optional.empty();
    }

    Fate(FailureCode failure) {
        this.failure = Optional.of(failure);
    }

    abstract List<Step> steps(Story story, Random random);

    private static Step upload(Story story, int version, Random random) {
        return Step.after(random, disk -> {
            disk.write(story.path(), story.bytes(version), random.nextBoolean());
            disk.tell(story.path());
        });
    }

    /** Whether a file may end in this state. */
    boolean mayEnd(MediaState state) {
        return switch (state) {
            case MIGRATED -> this != HELD && this != NO_FILE && this != OUTSIDE;
            case FAILED -> failure.isPresent();
            case HELD -> this == HELD;
            case QUEUED, RETIRED -> false;
        };
    }

    /** The right reason for FAILED. */
    Optional<FailureCode> failure() {
        return failure;
    }
}
