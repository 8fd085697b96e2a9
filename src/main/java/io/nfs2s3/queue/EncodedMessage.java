package io.nfs2s3.queue;

/**
 * A message with its body, as the outbox keeps it: written once, read for what is in it, and sent as it is.
 *
 * @param body JSON, as {@link MessageCodec} writes it
 */
public record EncodedMessage(MigrationMessage message, String body) {
    static EncodedMessage of(MigrationMessage message) {
        return new EncodedMessage(message, MessageCodec.encode(message));
    }

    /** The same of a site, unless it says already whose it is. */
    EncodedMessage ofSite(String site) {
        return message.site() != null
                ? this
                : new EncodedMessage(message.ofSite(site), MessageCodec.withSite(body, site));
    }

    /**
     * Reads a body.
     *
     * @throws UnreadableMessageException when it is no message
     */
    public static EncodedMessage read(String body) throws UnreadableMessageException {
        return new EncodedMessage(MessageCodec.decode(body), body);
    }
}
