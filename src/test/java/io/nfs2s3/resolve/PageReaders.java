package io.nfs2s3.resolve;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that make pages of {@code images/s3-N.jpg}, which are in S3, and {@code images/nfs-N.jpg}, which are on NFS, N
 * from 1, and judge each URL. A file in S3 may get its NFS URL, where it is too, until the first answer that knew better.
 */
final class PageReaders {
    private static final int PAGE = 60;
    /** Of a thread between two pages. Without it the threads keep both cores from the servers and from all other tests. */
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

    private static final String NFS = "https://www.example.com/media/";
    private static final String CDN = "https://cdn/";
    private final MediaUrlResolver resolver;
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicLong guessed = new AtomicLong();
    private volatile int asked = 1;
    private volatile boolean stopped;

    PageReaders(MediaUrlResolver resolver) {
        this.resolver = resolver;
    }

    /** From now on the first so many of each sort. */
    void ask(int paths) {
        asked = paths;
    }

    void stop() {
        stopped = true;
    }

    /** URLs that were not right, with what they were given for. */
    List<String> wrong() {
        return List.copyOf(wrong);
    }

    /** How many NFS URLs files in S3 got. */
    long guessed() {
        return guessed.get();
    }

    /** @return how many pages it made until it was stopped */
    Callable<Long> reader(int thread) {
        return () -> {
            Random random = new Random(thread);
            long pages = 0;
            while (!stopped) {
                page(random);
                pages++;
                LockSupport.parkNanos(PAUSE);
            }
            return pages;
        };
    }

    private void page(Random random) {
        List<String> page = new ArrayList<>();
        for (int i = 0; i < PAGE; i++) {
            page.add("images/" + (random.nextBoolean() ? "s3-" : "nfs-") + (1 + random.nextInt(asked)) + ".jpg");
        }
        Set<String> knownBefore = new HashSet<>(page);
        knownBefore.retainAll(known);
        Map<String, String> urls = resolver.urls(page);
        if (!urls.keySet().equals(new HashSet<>(page))) {
            wrong.add(urls + " for " + page);
        }
        urls.forEach((path, url) -> judge(path, url, knownBefore.contains(path)));
        String first = page.get(0);
        boolean firstKnown = known.contains(first);
        judge(first, resolver.url(first).orElse("nothing"), firstKnown);
    }

    private void judge(String path, String url, boolean wasKnown) {
        if (url.equals(CDN + path)) {
            known.add(path);
        } else if (path.startsWith("images/s3-")) {
            guessed.incrementAndGet();
        }
        boolean right = path.startsWith("images/s3-")
                ? url.equals(CDN + path) || (url.equals(NFS + path) && !wasKnown)
                : url.equals(NFS + path);
        if (!right) {
            wrong.add(url + " for " + path);
        }
    }
}
