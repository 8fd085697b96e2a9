package io.nfs2s3.storage;

import java.nio.ByteBuffer;
import java.util.Set;
import org.apache.tika.Tika;

/** Content types, told by the first bytes and the name together (Apache Tika). Thread-safe. */
public final class ContentTypes {
    /**
     * How many bytes are looked at, at most. Browsers look at the first 1,445; Tika's patterns for HTML search all that
     * it is given, letter by letter, and at 64 KiB took more time than all else that is done for a file.
     */
    private static final int LOOKED_AT = 4 * 1024;

    private static final Set<String> BROWSER_RUNS = Set.of(
            "text/html",
            "application/xhtml+xml",
            "image/svg+xml",
            "text/xml",
            "application/xml",
            "application/xslt+xml",
            "text/javascript",
            "application/javascript",
            "application/ecmascript",
            "application/x-shockwave-flash",
            "application/pdf",
            "text/css",
            "message/rfc822",
            "multipart/related");
    private final Tika tika = new Tika();

    /**
     * The content type of a file.
     *
     * @param head its first bytes; position and limit are left alone
     * @return never null; {@code application/octet-stream} when nothing is known
     */
    public String detect(String fileName, ByteBuffer head) {
        byte[] looked = new byte[Math.min(head.remaining(), LOOKED_AT)];
        head.duplicate().get(looked);
        return looked.length == 0 ? tika.detect(fileName) : tika.detect(looked, fileName);
    }

    /** Whether a browser would run it, or let it script the site's origin: it is stored as an attachment. */
    static boolean runsInBrowser(String contentType) {
        String type = contentType.split(";", 2)[0].strip();
        return BROWSER_RUNS.contains(type) || type.endsWith("+xml");
    }
}
