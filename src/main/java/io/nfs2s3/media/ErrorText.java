package io.nfs2s3.media;

/** What an error says, in one line for an operator. */
public final class ErrorText {
    private ErrorText() {}

    /** The first line of its message that says something; without one, what it is. */
    public static String of(Throwable error) {
        return error.getMessage() == null
                ? error.toString()
                : error.getMessage()
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .findFirst()
                        .orElse(error.toString());
    }

    /** The same of its innermost cause, which knows what really happened. */
    public static String ofRoot(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return of(root);
    }
}
