package io.nfs2s3.outbox;

import java.util.Optional;

/**
 * What a drain would send.
 *
 * @param count how many entries
 * @param first the one that would be sent first; empty when there is none
 * @param last the one that would be sent last
 */
public record OutboxPreview(long count, Optional<OutboxEntry> first, Optional<OutboxEntry> last) {}
