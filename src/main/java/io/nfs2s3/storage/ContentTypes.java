package io.nfs2s3.storage;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
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

    private static final int FIRST_BRAND = 8;
    private static final int AVIF = 0x61766966;

    /** Names that no browser plays, with those that all know. Tika names the codec of an Ogg file, not the file. */
    private static final Map<String, String> AS_BROWSERS_SAY = Map.of(
            "audio/vorbis", "audio/ogg",
            "audio/opus", "audio/ogg",
            "audio/speex", "audio/ogg",
            "audio/x-oggflac", "audio/ogg",
            "video/theora", "video/ogg",
            "audio/x-flac", "audio/flac",
            "audio/vnd.wave", "audio/wav",
            "audio/x-wav", "audio/wav",
            "audio/x-aac", "audio/aac");

    private final Tika tika = new Tika();

    /**
     * The content type of a file. docs/content-types.md has a table of what comes out.
     *
     * @param head its first bytes; position and limit are left alone
     * @return never null; {@code application/octet-stream} when nothing is known
     */
    public String detect(String fileName, ByteBuffer head) {
        return MagicBytes.agreed(fileName, head).orElseGet(() -> search(fileName, head));
    }

    private String search(String fileName, ByteBuffer head) {
        byte[] looked = new byte[Math.min(head.remaining(), LOOKED_AT)];
        head.duplicate().get(looked);
        String type = looked.length == 0 ? tika.detect(fileName) : tika.detect(looked, fileName);
        if (type.equals("image/heif") && hasAvifBrand(looked)) {
            return "image/avif";
        }
        return AS_BROWSERS_SAY.getOrDefault(type, type);
    }

    /**
     * Whether the first box of an ISO media file (ISO/IEC 14496-12, 4.3) names avif among its brands. Some encoders put
     * the brand of all HEIF images first, and Tika looks at the first alone.
     */
    private static boolean hasAvifBrand(byte[] head) {
        if (head.length < FIRST_BRAND) {
            return false; // empty, say, and only called an image
        }
        int end = Math.min(head.length, ByteBuffer.wrap(head).getInt());
        for (int brand = FIRST_BRAND; brand + Integer.BYTES <= end; brand += Integer.BYTES) {
            if (ByteBuffer.wrap(head, brand, Integer.BYTES).getInt() == AVIF) {
                return true;
            }
        }
        return false;
    }

    /** Whether a browser would run it, or let it script the site's origin: it is given as an attachment. */
    public static boolean runsInBrowser(String contentType) {
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return BROWSER_RUNS.contains(type) || type.endsWith("+xml");
    }
}
