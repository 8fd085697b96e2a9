package io.nfs2s3.catalog;

/** The site's own statement ({@code catalog.siteUpdate}) failed, and the change of the pointer was rolled back. */
public final class SiteUpdateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SiteUpdateException(Throwable cause) {
        super("catalog.siteUpdate failed, so the pointer was not changed: " + firstLine(cause), cause);
    }

    private static String firstLine(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("no message");
    }
}
