package io.nfs2s3.cli;

import io.nfs2s3.backfill.Backfill.Source;
import io.nfs2s3.backfill.NameSource;

/** What a run is about, and where its names come from. */
record BackfillJob(Source source, String what, NameSource names) {}
