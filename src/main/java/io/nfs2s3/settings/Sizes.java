package io.nfs2s3.settings;

import com.typesafe.config.ConfigFactory;

/** Sizes in bytes, as people write them. */
final class Sizes {
    private static final long STEP = 1024;
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Sizes() {}

    static long bytes(String text) {
        return ConfigFactory.parseString("v = " + text).getBytes("v");
    }

    /** In the largest unit that gives a whole number. */
    static String show(long bytes) {
        long value = bytes;
        int unit = 0;
        while (unit < UNITS.length - 1 && value >= STEP && value % STEP == 0) {
            value /= STEP;
            unit++;
        }
        return value + " " + UNITS[unit];
    }
}
