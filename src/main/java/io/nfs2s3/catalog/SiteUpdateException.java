package io.nfs2s3.catalog;

import io.nfs2s3.media.ErrorText;
import org.jspecify.annotations.Nullable;

/** The site's own statement ({@code catalog.siteUpdate}) failed, and the change of the pointer was rolled back. */
public final class SiteUpdateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SiteUpdateException(Throwable cause) {
        this("catalog.siteUpdate failed, so the pointer was not changed: " + ErrorText.ofRoot(cause), cause);
    }

    private SiteUpdateException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** It cannot be made the function {@code nfs2s3.site_update}; what was there stays. */
    static SiteUpdateException notWritten(String reason, @Nullable Throwable cause) {
        return new SiteUpdateException(
                "catalog.siteUpdate cannot be written into the database: "
                        + reason.lines().findFirst().orElse(reason),
                cause);
    }
}
