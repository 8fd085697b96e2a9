package io.nfs2s3.lifecycle.verify;

/** The outcome for one file, in the words and signs of {@code rclone check}: src is NFS with the database, dst is S3. */
public enum Verdict {
    MATCH("match", '='),
    DIFFER("differ", '*'),
    MISSING_ON_SRC("missing on src", '-'),
    MISSING_ON_DST("missing on dst", '+'),
    ERROR("error", '!');

    private final String words;
    private final char sign;

    Verdict(String words, char sign) {
        this.words = words;
        this.sign = sign;
    }

    /** As it stands in fields: {@code missing-on-src}. */
    public String label() {
        return words.replace(' ', '-');
    }

    public String words() {
        return words;
    }

    /** Its sign in a combined file. */
    public char sign() {
        return sign;
    }
}
