package io.nfs2s3.lab.devstack;

/** A running PostgreSQL, SQS and S3. Thread-safe. */
public interface Stack extends AutoCloseable {
    /** Where the servers listen; constant for the life of the stack. */
    StackAddresses addresses();

    /**
     * Creates an empty database beside the default one, so that tests that run at once do not meet.
     *
     * @param name lower-case letters, digits and underscores, at most 63, not beginning with a digit
     * @return its JDBC URL, for the user and password of {@link #addresses()}
     * @throws IllegalArgumentException if the name is not of that form
     * @throws IllegalStateException if the database exists or cannot be created
     */
    default String createDatabase(String name) {
        return createDatabase(name, "template0"); // CREATE DATABASE waits for, and fails on, a connection to template1
    }

    /**
     * The same as a copy.
     *
     * @param template a database of this server that nobody is connected to
     */
    String createDatabase(String name, String template);

    /** Drops a database if it is there, and ends the connections to it. */
    void dropDatabase(String name);

    /** Stops the servers. Closing again does nothing. */
    @Override
    void close();
}
