package io.nfs2s3.lab.chaos.uploads;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;

/**
 * One version of one file. Path and number can be told from its bytes, and nobody else's bytes are taken for them.
 *
 * @param number 1 or more
 */
public record Version(String path, int number) {
    private static final int SHORTEST = 200;
    private static final int SPREAD = 30_000;

    public byte[] bytes() {
        byte[] head = (path + "\n" + number + "\n").getBytes(StandardCharsets.UTF_8);
        Random random = new Random(Objects.hash(path, number));
        byte[] body = new byte[SHORTEST + random.nextInt(SPREAD)];
        random.nextBytes(body);
        return ByteBuffer.allocate(head.length + body.length)
                .put(head)
                .put(body)
                .array();
    }

    /** Which version of a path these bytes are; empty when they are none, whole and to the last byte. */
    public static Optional<Version> of(String path, byte[] bytes) {
        String text = new String(bytes, 0, Math.min(bytes.length, 2_000), StandardCharsets.UTF_8);
        String[] lines = text.split("\n", 3);
        if (lines.length < 3 || !lines[0].equals(path) || !lines[1].matches("[0-9]{1,9}")) {
            return Optional.empty();
        }
        Version version = new Version(path, Integer.parseInt(lines[1]));
        return Arrays.equals(version.bytes(), bytes) ? Optional.of(version) : Optional.empty();
    }
}
