package io.nfs2s3.lab.packaging;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Writes the checksum of each file beside it, in the form that {@code sha256sum --check} reads: {@code FILE…}. */
public final class ChecksumMain {
    private ChecksumMain() {}

    public static void main(String[] arguments) throws IOException, NoSuchAlgorithmException {
        for (String argument : arguments) {
            Path file = Path.of(argument);
            if (Files.exists(file)) {
                Files.writeString(Path.of(file + ".sha256"), sum(file) + "  " + file.getFileName() + "\n");
            }
        }
    }

    private static String sum(Path file) throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
