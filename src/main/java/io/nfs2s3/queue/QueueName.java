package io.nfs2s3.queue;

import io.nfs2s3.media.Digests;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Names of queues, and of the dead-letter queue that goes with each. */
public final class QueueName {
    private static final String FIFO = ".fifo";

    /** Of a site's part of a name, so that there is room for {@code -backfill-dead}. */
    private static final int LONGEST = 59;

    private static final int HASH_BYTES = 4;

    private QueueName() {}

    /**
     * The name of a queue of a site whose settings give it none: {@code nfs2s3-BUCKET-USE}. Where the site has a prefix in the
     * bucket, or the bucket a name that cannot be part of it as it is, a hash of both makes it another one than that of any
     * other site: {@code nfs2s3-BUCKET-PREFIX-0a1b2c3d-USE}.
     *
     * @param prefix empty for none
     * @param use {@code uploads} or {@code backfill}
     */
    public static String ofSite(String bucket, String prefix, String use) {
        String place = prefix.isEmpty() ? bucket : bucket + "/" + prefix;
        String site = place.replaceAll("[^A-Za-z0-9_-]+", "-");
        if (!site.equals(place) || site.length() > LONGEST) {
            byte[] digest = Digests.sha256().digest(place.getBytes(StandardCharsets.UTF_8));
            String hash = "-" + HexFormat.of().formatHex(digest, 0, HASH_BYTES);
            site = site.substring(0, Math.min(site.length(), LONGEST - hash.length()))
                            .replaceAll("-+$", "")
                    + hash;
        }
        return "nfs2s3-" + site + "-" + use;
    }

    public static boolean isFifo(String name) {
        return name.endsWith(FIFO);
    }

    /** {@code NAME-dead}, or {@code NAME-dead.fifo} for {@code NAME.fifo}. */
    public static String deadLetters(String name) {
        return isFifo(name) ? name.substring(0, name.length() - FIFO.length()) + "-dead" + FIFO : name + "-dead";
    }

    /**
     * Refuses what cannot be one.
     *
     * @param key what an error calls it
     * @throws IllegalArgumentException when it is another, or leaves no room for the name of its dead letters
     */
    public static void check(String key, String name) {
        String plain = isFifo(name) ? name.substring(0, name.length() - FIFO.length()) : name;
        if (!plain.matches("[A-Za-z0-9_-]+") || deadLetters(name).length() > 80) {
            throw new IllegalArgumentException(key + " = \"" + name
                    + "\": use up to 75 letters, digits, \"-\" and \"_\", and \".fifo\" at the end of a FIFO queue");
        }
    }
}
