package io.nfs2s3.app;

import io.nfs2s3.progress.BackfillTimes;
import io.nfs2s3.runs.RunState;
import java.time.Instant;

/** What the progress report asks the backfill. */
final class BackfillClock implements BackfillTimes {
    private final BackfillParts backfills;

    BackfillClock(BackfillParts backfills) {
        this.backfills = backfills;
    }

    @Override
    public boolean rests() {
        return !backfills.gate().isOpen();
    }

    @Override
    public boolean isPaused() {
        return backfills.gate().isPaused();
    }

    @Override
    public boolean isOpenAt(Instant moment) {
        return backfills.gate().isOpenAt(moment);
    }

    @Override
    public boolean isFinding() {
        return backfills.runs().unfinished().stream()
                .anyMatch(run -> run.state() == RunState.RUNNING && !run.isSilent());
    }
}
