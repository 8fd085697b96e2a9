package io.nfs2s3.lab.chaos.lifecycle;

import io.nfs2s3.lab.chaos.site.Loop;
import io.nfs2s3.lab.chaos.uploads.Uploader;
import io.nfs2s3.lab.chaos.uploads.Version;
import io.nfs2s3.resolve.LocationUnknownException;
import io.nfs2s3.resolve.MediaLocation;
import io.nfs2s3.resolve.MediaUrlResolver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Fetches what the resolver says, all the time, past the proxies: what is not there then is there for nobody. */
final class Pages implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(5);
    /** A name that an upload has taken in the moment of a move comes back within this. */
    private static final long BLINK = Duration.ofMillis(200).toNanos();

    private final Estate estate;
    private final Random random;
    private final MediaUrlResolver resolver;
    private final List<String> paths;
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private final Loop loop;
    private final AtomicLong fetched = new AtomicLong();

    private Pages(Estate estate, Random random) {
        this.estate = estate;
        this.random = random;
        this.resolver = estate.site().application().resolver();
        this.paths = new ArrayList<>(Stream.concat(estate.told().stream(), estate.copied().stream())
                .filter(path -> !path.startsWith("images/gone")) // a stranger removes their objects
                .toList());
        this.loop = Loop.start("pages", PAUSE, this::read);
    }

    static Pages start(Estate estate, Random random) {
        return new Pages(estate, random);
    }

    private void read() {
        String path = path();
        if (look(path).isPresent()) {
            LockSupport.parkNanos(BLINK);
            look(path).ifPresent(wrong::add);
        }
        fetched.incrementAndGet();
    }

    private String path() {
        return random.nextBoolean()
                ? paths.get(random.nextInt(paths.size()))
                : Uploader.path(random.nextInt(Uploader.THREADS), random.nextInt(Uploader.FILES));
    }

    /** @return what is wrong */
    private Optional<String> look(String path) {
        boolean there = estate.disk().read(path).isPresent();
        MediaLocation location;
        try {
            location = resolver.whereIs(path);
        } catch (LocationUnknownException e) {
            return Optional.empty(); // the database is down: no page
        }
        Optional<Version> version = location instanceof MediaLocation.InS3 s3
                ? stored(path, s3.key().value())
                : estate.disk().read(path);
        boolean isMissing = version.isEmpty()
                && (there || location instanceof MediaLocation.InS3 || location == MediaLocation.OnNfs.REGISTERED);
        return isMissing ? Optional.of("a page has no file for " + path + ", by " + location) : Optional.empty();
    }

    private Optional<Version> stored(String path, String key) {
        try {
            return Version.of(path, estate.site().site().object(key));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        }
    }

    long fetched() {
        return fetched.get();
    }

    List<String> wrong() {
        return wrong;
    }

    @Override
    public void close() {
        loop.close();
    }
}
