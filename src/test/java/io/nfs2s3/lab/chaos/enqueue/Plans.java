package io.nfs2s3.lab.chaos.enqueue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Which thread uploads what, and in which order. All uploads of a path are one thread's. */
final class Plans {
    private static final int THREADS = 16;
    private static final int AGAIN_PERCENT = 10;
    private static final int HELD_PERCENT = 2;

    private Plans() {}

    /** Mostly new paths, some again, and some of a kind that is not migrated. */
    static List<List<String>> mixed(Random random, int uploads) {
        List<List<String>> plan = empty();
        for (int i = 0; i < uploads; i++) {
            List<String> own = plan.get(i % THREADS);
            int dice = random.nextInt(100);
            if (dice < AGAIN_PERCENT && !own.isEmpty()) {
                own.add(own.get(random.nextInt(own.size())));
            } else {
                own.add((dice < AGAIN_PERCENT + HELD_PERCENT ? "audio/" : "images/") + i + ".jpg");
            }
        }
        return plan;
    }

    /** The same paths over and over. */
    static List<List<String>> repeated(int paths, int times) {
        List<List<String>> plan = empty();
        for (int time = 0; time < times; time++) {
            for (int path = 0; path < paths; path++) {
                plan.get(path % THREADS).add("images/again" + path + ".jpg");
            }
        }
        return plan.stream().filter(own -> !own.isEmpty()).toList();
    }

    private static List<List<String>> empty() {
        List<List<String>> plan = new ArrayList<>();
        IntStream.range(0, THREADS).forEach(thread -> plan.add(new ArrayList<>()));
        return plan;
    }
}
