package io.nfs2s3.lab.bench;

import io.nfs2s3.lab.bench.LifecycleSite.Ran;
import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.lab.devstack.S3Request;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * {@code adopt} of objects that rclone copied, or a plain loop of PUTs, from S3Proxy on the disk. The requests are counted at a
 * proxy, in a run of their own on the files of the warm-up, so that the proxy takes no time from what is measured.
 */
final class AdoptBench {
    private static final String PREFIX = "m/";
    private static final String HEAP = "128m";
    private static final int CONCURRENCY = 32;
    private static final int WARM_UP = 10;
    private static final String MARKER = "for the marker of the site";
    private final int count;
    private final Summary summary = new Summary("adopt");

    AdoptBench(int count) {
        this.count = count;
    }

    void run() throws Exception {
        try (Servers servers = Servers.start()) {
            FileSet files = new FileSet(
                    servers.home().resolve("media"), FileSet.Size.SMALL, count, Math.max(1, count / WARM_UP));
            files.write();
            files.read();
            try (LifecycleSite site = new LifecycleSite(servers, files.root(), "s3.prefix = \"" + PREFIX + "\"")) {
                double copied = PlainCopy.copy(site.settings(), files, PREFIX, CONCURRENCY, servers.home());
                requests(servers, site, files);
                adopt(site, files, copied);
            }
        }
        System.out.println("\n" + summary.line());
    }

    private void requests(Servers servers, LifecycleSite site, FileSet files) throws Exception {
        Map<String, LongAdder> counts = new ConcurrentHashMap<>();
        try (S3FaultProxy proxy =
                S3FaultProxy.to(site.settings().s3().endpoint().orElseThrow(), key -> false)) {
            proxy.befall(request -> {
                counts.computeIfAbsent(kind(request), kind -> new LongAdder()).increment();
                return new S3Mishap.Spared();
            });
            Path settings = servers.settingsFile(
                    "counted",
                    List.of(
                            "source.root = \"" + files.root() + "\"",
                            "s3 { prefix = \"" + PREFIX + "\", endpoint = \"" + proxy.endpoint() + "\" }"));
            site.run(HEAP, settings, "adopt", "--prefix", files.warmUpPrefix(), "--yes", "--json");
        }
        String told = new TreeMap<>(counts)
                .entrySet().stream()
                        .map(entry -> entry.getValue() + " " + entry.getKey())
                        .collect(Collectors.joining(", "));
        System.out.printf(Locale.ROOT, "%nrequests for %,d objects: %s%n", files.warmUp(), told);
        summary.add("puts", String.valueOf(counts.getOrDefault("PUT", new LongAdder())));
        summary.add(
                "heads_per_object",
                String.format(
                        Locale.ROOT,
                        "%.2f",
                        counts.getOrDefault("HEAD", new LongAdder()).doubleValue() / files.warmUp()));
    }

    /** Those for the site's own marker are no matter of how many objects there are. */
    private static String kind(S3Request request) {
        if (request.query().contains("list-type=2")) {
            return request.query().contains(FileSet.WARM_UP) ? "LIST" : MARKER;
        }
        return request.key().contains(FileSet.WARM_UP) ? request.method() : MARKER;
    }

    private void adopt(LifecycleSite site, FileSet files, double copied) throws Exception {
        Ran ran = site.run(HEAP, "adopt", "--prefix", files.prefix(), "--yes", "--json");
        if (ran.number("adopted") != count) {
            throw new IllegalStateException("not all were adopted: " + ran.last());
        }
        double ours = count / ran.seconds();
        System.out.printf(
                Locale.ROOT,
                "%,d objects of %s on S3Proxy: adopt %.0f files/s, %.1f s with the start of the JVM, %.1f s of CPU, heap %d of"
                        + " 128 MiB; the copy before %.0f files/s%n",
                count,
                files.size().text(),
                ours,
                ran.seconds(),
                ran.cpuSeconds(),
                ran.peakHeap(),
                copied);
        summary.add("files", String.valueOf(count));
        summary.add("per_s", Figures.rate(ours));
        summary.add("heap_mib", String.valueOf(ran.peakHeap()));
        summary.addRatio("adopt", "copy", ours / copied);
    }
}
