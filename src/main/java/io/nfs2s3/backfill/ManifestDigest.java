package io.nfs2s3.backfill;

import io.nfs2s3.media.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Tells whether a list is still the same one. */
public final class ManifestDigest {
    private static final String NAME = "sha256:";

    private ManifestDigest() {}

    /**
     * Reads a list to its end.
     *
     * @return null of what is no file, such as a pipe, which can be read but once
     * @throws IllegalArgumentException when it cannot be read
     */
    public static @Nullable String of(Path file) {
        if (!Files.isRegularFile(file)) {
            return null;
        }
        MessageDigest digest = Digests.sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e, e);
        }
        return NAME + HexFormat.of().formatHex(digest.digest());
    }
}
