package io.nfs2s3.lifecycle.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.lab.devstack.S3Request;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.testing.TestSite;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** Objects that a plain client put, and adoptions of them whose requests to S3 are seen. */
final class AdoptRig {
    private static final int SMALLEST_PART = 5 * 1024 * 1024;

    final TestSite site;
    final Application application;
    final List<Left> left = new ArrayList<>();
    private final List<S3Request> requests = Collections.synchronizedList(new ArrayList<>());
    private final S3FaultProxy proxy;
    AdoptTally tally = new AdoptTally();

    AdoptRig(TestSite site, String... settings) {
        this.site = site;
        this.proxy = site.closing(S3FaultProxy.to(
                site.addresses().s3Endpoint(), key -> site.keys().contains(key)));
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("s3.endpoint = \"" + proxy.endpoint() + "\"");
        this.application = site.application(all.toArray(String[]::new));
        spare();
    }

    /** From now on this befalls the requests. */
    void befall(Function<S3Request, S3Mishap> mishaps) {
        proxy.befall(request -> {
            requests.add(request);
            return mishaps.apply(request);
        });
    }

    void spare() {
        befall(request -> new S3Mishap.Spared());
    }

    /** How many requests of a method there were for keys that begin so. */
    long requests(String method, String prefix) {
        synchronized (requests) {
            return requests.stream()
                    .filter(request ->
                            request.method().equals(method) && request.key().startsWith(prefix))
                    .count();
        }
    }

    void put(String key, String body) {
        put(key, body.getBytes(StandardCharsets.UTF_8));
    }

    void put(String key, byte[] body) {
        site.s3().putObject(request -> request.bucket(site.bucket()).key(key), RequestBody.fromBytes(body));
    }

    /** The file and the same as an object. */
    void both(String path) {
        site.write(path, path);
        put(path, path);
    }

    /** Bytes in parts of sizes that nobody can guess: the ETag tells nothing of them. */
    byte[] putUnevenly(String key) {
        byte[] bytes = new byte[SMALLEST_PART + 2];
        new Random(1).nextBytes(bytes);
        putInParts(key, bytes, SMALLEST_PART + 1, 1);
        return bytes;
    }

    /** The first part of one size, those behind it of another. */
    void putInParts(String key, byte[] body, int first, int others) {
        String id = site.s3()
                .createMultipartUpload(request -> request.bucket(site.bucket()).key(key))
                .uploadId();
        List<CompletedPart> parts = new ArrayList<>();
        int to;
        for (int from = 0; from < body.length; from = to) {
            int number = parts.size() + 1;
            to = (int) Math.min(body.length, (long) from + (number == 1 ? first : others));
            byte[] part = Arrays.copyOfRange(body, from, to);
            String etag = site.s3()
                    .uploadPart(
                            request -> request.bucket(site.bucket())
                                    .key(key)
                                    .uploadId(id)
                                    .partNumber(number),
                            RequestBody.fromBytes(part))
                    .eTag();
            parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
        }
        site.s3()
                .completeMultipartUpload(request -> request.bucket(site.bucket())
                        .key(key)
                        .uploadId(id)
                        .multipartUpload(upload -> upload.parts(parts)));
    }

    static AdoptSelection prefix(String prefix) {
        return new AdoptSelection(prefix, null, false, true);
    }

    static AdoptSelection mending(String prefix) {
        return new AdoptSelection(prefix, null, true, true);
    }

    AdoptWork work(AdoptSelection selection, int rate, RunProgress progress, BooleanSupplier goesOn) {
        left.clear();
        tally = new AdoptTally();
        return new AdoptWork(selection, () -> rate, progress, tally, left::add, goesOn);
    }

    AdoptWork work(AdoptSelection selection) {
        return work(selection, 0, new RunProgress(), () -> true);
    }

    Adoption adoption() {
        return application.adoptions().adoption();
    }

    /** A run from its beginning to its end. */
    Run run(AdoptSelection selection) {
        Adoption adoption = adoption();
        return done(adoption.run(adoption.start(selection, 0), work(selection)));
    }

    Run stored(RunLease lease) {
        return application.adoptions().runs().find(lease.run()).orElseThrow();
    }

    static Run done(RunResult result) {
        assertThat(result).isInstanceOf(RunResult.Done.class);
        return ((RunResult.Done) result).run();
    }

    /** What was left, with its reason. */
    List<String> reasons() {
        return left.stream()
                .map(one -> one.name() + " " + one.reason())
                .sorted()
                .toList();
    }

    /** The one value of a row. */
    String row(String column, String path) {
        return site.query("SELECT " + column + "::text FROM nfs2s3.media WHERE path = ?", path)
                .get(0);
    }

    List<String> states(String prefix) {
        return site.query(
                "SELECT path || ' ' || state FROM nfs2s3.media WHERE starts_with(path, ?) ORDER BY path COLLATE \"C\"",
                prefix);
    }
}
