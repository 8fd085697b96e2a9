package io.nfs2s3.lab.chaos.backfill;

import io.nfs2s3.lab.chaos.site.Findings;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunState;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Compares tables and queues with what lies on NFS, when all is quiet. */
final class BackfillAudit {
    private final TestSite site;
    private final List<String> wrong = new ArrayList<>();

    BackfillAudit(TestSite site) {
        this.site = site;
    }

    /**
     * Looks.
     *
     * @param paths on NFS
     * @param expected what the counts of a run that nothing befell would be
     */
    Findings look(List<String> paths, RunCounts expected, Run run) {
        Set<String> registered = new HashSet<>(site.query("SELECT path FROM nfs2s3.media"));
        List<String> lost = paths.stream()
                .filter(path -> !registered.contains(path))
                .map(path -> path + ": not registered")
                .toList();
        require(run.state() == RunState.DONE, "the run is " + run.state() + ": " + run.error());
        require(run.counts().equals(expected), "the counts are " + run.counts() + ", not " + expected);
        require(registered.size() == paths.size(), registered.size() + " rows for " + paths.size() + " files");
        List<String> others = site.query("SELECT path FROM nfs2s3.media WHERE generation <> 1 OR backfill_run <> "
                + run.id() + " OR backfill_run IS NULL");
        others.forEach(path -> wrong.add(path + ": another generation, or not marked by the run"));
        return new Findings(lost, wrong, orphans());
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            wrong.add(otherwise);
        }
    }

    /** Each QUEUED file must have a message. The sweep would find it, hours later: a resumed run does so at once. */
    private List<String> orphans() {
        Set<FileVersion> messages = new HashSet<>(Queues.takeUploads(Queues.of(site, "backfill")));
        messages.addAll(Queues.takeUploads(Queues.of(site, "uploads")));
        Set<String> named = new HashSet<>();
        messages.forEach(upload -> named.add(upload.path().value()));
        return site.query("SELECT path FROM nfs2s3.media WHERE state = 'QUEUED'").stream()
                .filter(path -> !named.contains(path))
                .map(path -> path + ": QUEUED without a message")
                .toList();
    }
}
