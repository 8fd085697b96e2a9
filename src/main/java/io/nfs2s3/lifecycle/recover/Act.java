package io.nfs2s3.lifecycle.recover;

/** What becomes of a path. */
public enum Act {
    /** Nothing: it is as it should be. */
    KEEP("as they should be"),
    /** Its pointer goes to its newest object, which the original proves: MIGRATED. */
    TAKE_UP("taken up"),
    /** Its pointer goes to its newest object, which is the only copy of it: RETIRED. */
    TAKE_UP_ONLY_COPY("taken up without an original (RETIRED)"),
    /** Its pointer goes to its original, as an upload above every generation in S3: QUEUED. */
    QUEUE("queued"),
    /** Its pointer goes to its original, and stays there, for its kind is not migrated: HELD. */
    HOLD("left on NFS, as their kind is not migrated (HELD)"),
    /** Nothing proves which copy is right: an operator decides. */
    UNDECIDED("undecided"),
    /** An object that does not say that it is this site's copy of a file: left alone. */
    FOREIGN("objects of others");

    private final String text;

    Act(String text) {
        this.text = text;
    }

    /** In words, behind a number of files. */
    public String text() {
        return text;
    }
}
