package io.nfs2s3.lab.bench;

import io.nfs2s3.app.Application;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.settings.Settings;
import io.nfs2s3.testing.Together;
import io.nfs2s3.upload.Enqueued;
import io.nfs2s3.upload.UploadHook;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The hook beside a bare SendMessage and a bare INSERT; then with SQS black-holed at a proxy. */
final class HookBench {
    private static final String BODY =
            "{\"version\":1,\"source\":\"upload\",\"files\":[{\"path\":\"images/0/00000.jpg\",\"generation\":1}]}";
    private static final int FIRST_CALLS = 16;
    private final Servers servers;
    private final int calls;
    private final int latencyMillis;
    private int number;

    /** @param latencyMillis by which each answer of SQS comes later, to the hook and to the bare calls */
    HookBench(Servers servers, int calls, int latencyMillis) {
        this.servers = servers;
        this.calls = calls;
        this.latencyMillis = latencyMillis;
    }

    void run() {
        Settings direct = servers.settings(Map.of());
        try (TcpProxy proxy = TcpProxy.to(direct.sqs().endpoint().orElseThrow())) {
            Settings proxied = servers.settings(
                    Map.of("NFS2S3_SQS_ENDPOINT", proxy.httpEndpoint().toString()));
            run(proxy, latencyMillis == 0 ? direct : proxied, proxied);
        }
    }

    private void run(TcpProxy proxy, Settings settings, Settings proxied) {
        proxy.delayAnswers(latencyMillis);
        try (Application well = new Application(settings);
                Application wired = new Application(proxied);
                Bare bare = new Bare(settings)) {
            String healthy = healthy(well, bare);
            String outage = blackHoled(wired, proxy, bare);
            System.out.println(
                    "bench hook: calls=" + calls + " sqs_latency_ms=" + latencyMillis + " " + outage + " " + healthy);
        }
    }

    private String healthy(Application application, Bare bare) {
        Call pair = new Call("bare SendMessage + bare INSERT", () -> {
            bare.insert(BODY);
            bare.send(BODY);
        });
        Call send = new Call("bare SendMessage", () -> bare.send(BODY));
        Call insert = new Call("bare INSERT", () -> bare.insert(BODY));
        Call.warmUp(List.of(pair)); // the servers too: what the first uploads would wait for takes them to the outbox
        try (UploadHook hook = application.hook()) {
            Call upload = new Call("hook.fileUploaded", () -> upload(hook, Enqueued.SQS));
            Call register = new Call(
                    "its registration alone", () -> application.catalog().register(List.of(next())));
            Call batch = new Call("SendMessageBatch of one", () -> bare.sendBatch(List.of(BODY)));
            List<Call> all = List.of(upload, pair, send, insert, register, batch);
            Call.warmUp(all);
            Call.measure(all, calls);
            System.out.println("\nEverything is well:");
            Call.print(all);
            return String.format(
                    Locale.ROOT,
                    "hook_p50_us=%.0f hook_p99_us=%.0f bare_p50_us=%.0f bare_p99_us=%.0f over_bare_p99_ms=%.2f ratio_p50=%.2f ratio=%.2f",
                    upload.samples().p50(),
                    upload.samples().p99(),
                    pair.samples().p50(),
                    pair.samples().p99(),
                    (upload.samples().p99() - pair.samples().p99()) / 1_000,
                    pair.samples().p50() / upload.samples().p50(),
                    pair.samples().p99() / upload.samples().p99());
        }
    }

    private String blackHoled(Application application, TcpProxy proxy, Bare bare) {
        Call insert = new Call("bare INSERT into an outbox", () -> bare.insert(BODY));
        try (UploadHook hook = application.hook()) {
            Call.warmUp(List.of(new Call("", () -> upload(hook, Enqueued.SQS))));
            proxy.blackHole();
            long first = first(hook);
            Call upload = new Call("hook.fileUploaded, breaker open", () -> upload(hook, Enqueued.OUTBOX));
            List<Call> all = List.of(upload, insert);
            Call.warmUp(all);
            Call.measure(all, calls);
            System.out.printf(
                    Locale.ROOT,
                    "%nSQS is a black hole: the first %d calls, at once, took %d ms at most (budget %d ms). After them:%n",
                    FIRST_CALLS,
                    first,
                    application.settings().upload().budget().toMillis());
            Call.print(all);
            System.out.println();
            return String.format(
                    Locale.ROOT,
                    "first_ms=%d open_p50_us=%.0f open_p99_us=%.0f insert_p50_us=%.0f insert_p99_us=%.0f over_insert_p99_ms=%.2f",
                    first,
                    upload.samples().p50(),
                    upload.samples().p99(),
                    insert.samples().p50(),
                    insert.samples().p99(),
                    (upload.samples().p99() - insert.samples().p99()) / 1_000);
        }
    }

    /** @return the longest of the calls that find SQS silent, in milliseconds */
    private long first(UploadHook hook) {
        return Together.run(FIRST_CALLS, thread -> () -> {
                    long start = System.nanoTime();
                    hook.fileUploaded("images/first/" + thread + ".jpg");
                    return (System.nanoTime() - start) / 1_000_000;
                })
                .stream()
                .mapToLong(Long::longValue)
                .max()
                .orElseThrow();
    }

    private MediaPath next() {
        number++;
        return MediaPath.of("images/" + number % 100 + "/" + number + ".jpg");
    }

    /** Once an upload takes another way, all after it do, and the figures would be those of that way. */
    private void upload(UploadHook hook, Enqueued expected) {
        Enqueued way = hook.fileUploaded(next().value());
        if (way != expected) {
            throw new IllegalStateException("an upload took the way " + way + ", not " + expected
                    + ": SQS was too slow for its budget; run the benchmark again on a quieter machine");
        }
    }
}
