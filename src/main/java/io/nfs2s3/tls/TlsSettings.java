package io.nfs2s3.tls;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The section {@code tls} of the settings.
 *
 * @param authorities a PEM file with certificates of authorities that are trusted beside those of the JDK; empty for none
 */
public record TlsSettings(Optional<Path> authorities) {}
