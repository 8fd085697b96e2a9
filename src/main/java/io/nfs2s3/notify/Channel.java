package io.nfs2s3.notify;

import java.io.IOException;

/** One way by which notifications leave. Used by one thread at a time. */
interface Channel {
    /** In a word, without any secret. */
    String name();

    /**
     * Hands one over, and waits until it is taken; as long as the settings allow, and no longer.
     *
     * @param notice a JSON document in UTF-8
     * @throws IOException it was not taken; the message says why, without any secret
     * @throws InterruptedException it is given up, as nobody waits any more
     */
    void send(byte[] notice) throws IOException, InterruptedException;
}
