package io.nfs2s3.catalog;

import io.nfs2s3.media.ErrorText;

/** The site's own statement ({@code catalog.siteUpdate}) failed, and the change of the pointer was rolled back. */
public final class SiteUpdateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SiteUpdateException(Throwable cause) {
        super("catalog.siteUpdate failed, so the pointer was not changed: " + ErrorText.ofRoot(cause), cause);
    }
}
