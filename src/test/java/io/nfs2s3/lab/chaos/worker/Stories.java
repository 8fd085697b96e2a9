package io.nfs2s3.lab.chaos.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Draws what happens to each file: mostly nothing but its upload. */
final class Stories {
    private static final int KIB = 1024;
    private static final int PART = 5 * KIB * KIB;
    private static final int MEDIUM_PERCENT = 3;
    private static final int QUIET_PERCENT = 70;

    private Stories() {}

    /** @param large how many are larger than a part of an upload */
    static List<Story> draw(Random random, int files, int large) {
        List<Story> stories = new ArrayList<>(files);
        Fate[] fates = Fate.values();
        for (int i = 0; i < files; i++) {
            Fate fate = random.nextInt(100) < QUIET_PERCENT ? Fate.KEPT : fates[random.nextInt(fates.length)];
            boolean isLarge = i % Math.max(1, files / large) == 0;
            stories.add(new Story(
                    (fate == Fate.HELD ? "audio/" : "images/") + i % 100 + "/" + i + ".jpg",
                    fate,
                    isLarge ? PART + random.nextInt(PART) : size(random),
                    random.nextLong()));
        }
        return stories;
    }

    private static int size(Random random) {
        return random.nextInt(100) < MEDIUM_PERCENT
                ? 100 * KIB + random.nextInt(400 * KIB)
                : KIB + random.nextInt(39 * KIB);
    }
}
