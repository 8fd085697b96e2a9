package io.nfs2s3.queue;

/** Names of queues, and of the dead-letter queue that goes with each. */
public final class QueueName {
    private static final String FIFO = ".fifo";

    private QueueName() {}

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
