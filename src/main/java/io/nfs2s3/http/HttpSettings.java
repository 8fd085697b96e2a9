package io.nfs2s3.http;

/**
 * The section {@code http} of the settings.
 *
 * @param port 0 takes any free port
 */
public record HttpSettings(boolean enabled, String host, int port) {}
