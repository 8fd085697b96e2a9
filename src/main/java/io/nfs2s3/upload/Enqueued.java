package io.nfs2s3.upload;

/** The way an accepted upload went. Whichever it is, the upload is safe and the caller is done. */
public enum Enqueued {
    /** A message is in SQS. */
    SQS,
    /** A message is in the outbox table; the daemon moves it into SQS. */
    OUTBOX,
    /** It is in the spool file on this host's disk; the host's daemon takes it from there. */
    SPOOL,
    /** Registered, and not to be migrated yet: its kind has {@code migrate = false}. */
    HELD
}
