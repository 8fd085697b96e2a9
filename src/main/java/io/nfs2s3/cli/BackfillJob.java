package io.nfs2s3.cli;

import io.nfs2s3.backfill.NameSource;
import io.nfs2s3.runs.BackfillRun.Source;

/** What a run is about, and where its names come from. */
record BackfillJob(Source source, String what, NameSource names) {}
