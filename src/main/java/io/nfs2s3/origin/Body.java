package io.nfs2s3.origin;

/** The bytes of an answer. Either it is sent, once, or closed. */
interface Body extends AutoCloseable {
    /** No bytes. */
    Body NONE = new Body() {
        @Override
        public void send(BodyWriter to) {
            to.end();
        }

        @Override
        public void close() {
            // nothing is held
        }
    };

    /** Sends all, and tells the writer the end or the failure. Does not block. */
    void send(BodyWriter to);

    @Override
    void close();
}
