package io.nfs2s3.lab.chaos.everything;

import io.nfs2s3.lab.chaos.site.Loop;
import io.nfs2s3.lab.chaos.uploads.Uploader;
import io.nfs2s3.lab.chaos.uploads.Version;
import io.nfs2s3.testing.JavaProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads files of a house from its origin, and compares each answer with what may be there. An origin that is killed or
 * cannot know may give none; what it gives must be a whole version of that file.
 */
final class Readers implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("origin: (http://\\S+)");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private final House house;
    private final Random random;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Loop loop;
    private final AtomicLong answers = new AtomicLong();
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private final List<String> leaked = new CopyOnWriteArrayList<>();

    private Readers(House house, Random random) {
        this.house = house;
        this.random = random;
        this.loop = Loop.start("readers", PAUSE, this::read);
    }

    static Readers start(House house, Random random) {
        return new Readers(house, random);
    }

    long answers() {
        return answers.get();
    }

    List<String> wrong() {
        return wrong;
    }

    List<String> leaked() {
        return leaked;
    }

    private void read() {
        origin().ifPresent(origin -> read(origin, path()));
    }

    private Optional<URI> origin() {
        for (JavaProcess process : house.origins()) {
            Matcher matcher = ADDRESS.matcher(process.output());
            if (matcher.find()) {
                return Optional.of(URI.create(matcher.group(1)));
            }
        }
        return Optional.empty();
    }

    private String path() {
        return random.nextBoolean()
                ? house.old().get(random.nextInt(house.old().size()))
                : Uploader.path(random.nextInt(Uploader.THREADS), random.nextInt(Uploader.FILES));
    }

    private void read(URI origin, String path) {
        boolean there = house.disk().read(path).isPresent();
        try {
            HttpResponse<byte[]> answer = client.send(
                    HttpRequest.newBuilder(origin.resolve("/" + path))
                            .timeout(PATIENCE)
                            .build(),
                    BodyHandlers.ofByteArray());
            answers.incrementAndGet();
            look(path, there, answer);
        } catch (IOException e) {
            // killed, or cut off in the middle: no answer
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(String path, boolean there, HttpResponse<byte[]> answer) {
        if (new String(answer.body(), StandardCharsets.ISO_8859_1).contains(LinksSwapped.SECRET)) {
            leaked.add("the origin served a file from outside for " + path);
        } else if (answer.statusCode() == 200 && Version.of(path, answer.body()).isEmpty()) {
            wrong.add("the origin served other bytes for " + path);
        } else if (answer.statusCode() == 404 && there && !path.startsWith("images/swapped/")) {
            wrong.add("the origin had nothing for " + path + ", which was on NFS");
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
