package io.nfs2s3.resolve;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.media.Location;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.resolve.ResolveSettings.Unregistered;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the view layer the URL of a file: below the site's NFS base URL, or on one of the CloudFront hosts.
 *
 * <p>Thread-safe; one instance serves a whole site. A location is remembered for a few minutes. That a remembered one
 * may be outdated does no harm: the NFS original and a superseded S3 object both outlive the cache. While the database
 * is down, paths that are not remembered get their NFS URL; a page never gets an exception from here.
 */
public final class MediaUrlResolver implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MediaUrlResolver.class);

    /** Where a path is, with what its URL ends in. */
    private sealed interface Place {
        record OnNfs(String encodedPath) implements Place {}

        record OnS3(String encodedKey) implements Place {}

        record Nowhere() implements Place {}
    }

    private final Runnable onClose;
    private final MediaCatalog catalog;
    private final ResolveSettings settings;
    private final Cache<MediaPath, Place> cache;

    /**
     * For those who have a catalog; a site uses {@link MediaUrlResolverBuilder}.
     *
     * @param catalog its owner closes its connections
     */
    public MediaUrlResolver(MediaCatalog catalog, ResolveSettings settings) {
        this(catalog, settings, () -> {});
    }

    MediaUrlResolver(MediaCatalog catalog, ResolveSettings settings, Runnable onClose) {
        this.onClose = onClose;
        this.catalog = catalog;
        this.settings = settings;
        this.cache = Caffeine.newBuilder()
                .expireAfterWrite(settings.cache())
                .maximumSize(settings.cacheSize())
                .build();
    }

    /**
     * The URL of one file.
     *
     * @return empty only when nobody registered the path and the setting says that such a path is missing
     * @throws io.nfs2s3.media.InvalidMediaPathException when the path is not a media path
     */
    public Optional<String> url(String path) {
        return Optional.ofNullable(urls(List.of(path)).get(path));
    }

    /**
     * The URLs of all files of a page, with one query for those that are not remembered.
     *
     * @return in the order of the paths; a path that is missing has no entry
     * @throws io.nfs2s3.media.InvalidMediaPathException when a path is not a media path
     */
    public Map<String, String> urls(Collection<String> paths) {
        List<MediaPath> media = paths.stream().map(MediaPath::of).toList();
        Map<MediaPath, Place> places;
        try {
            places = cache.getAll(media, this::load);
        } catch (JdbiException e) {
            log.warn("locations cannot be looked up, NFS is assumed reason=\"{}\"", e.getMessage());
            places = new HashMap<>(cache.getAllPresent(media));
            for (MediaPath path : media) {
                places.putIfAbsent(path, nfs(path));
            }
        }
        Map<String, String> urls = new LinkedHashMap<>();
        for (MediaPath path : media) {
            Place place = places.get(path);
            if (place instanceof Place.OnS3 s3) {
                urls.put(
                        path.value(),
                        settings.cdnScheme() + "://" + settings.hosts().pick() + "/" + s3.encodedKey());
            } else if (place instanceof Place.OnNfs onNfs) {
                urls.put(path.value(), settings.nfsBaseUrl() + onNfs.encodedPath());
            }
        }
        return urls;
    }

    private Map<MediaPath, Place> load(Set<? extends MediaPath> paths) {
        Map<MediaPath, MediaFile> files = catalog.find(Set.copyOf(paths));
        Map<MediaPath, Place> places = new HashMap<>();
        for (MediaPath path : paths) {
            places.put(path, place(path, files.get(path)));
        }
        return places;
    }

    private Place place(MediaPath path, @Nullable MediaFile file) {
        if (file == null) {
            return settings.unregistered() == Unregistered.NFS ? nfs(path) : new Place.Nowhere();
        }
        return file.location() == Location.S3 && file.objectKey() != null
                ? new Place.OnS3(PercentEncoding.encode(file.objectKey().value()))
                : nfs(path);
    }

    private static Place nfs(MediaPath path) {
        return new Place.OnNfs(PercentEncoding.encode(path.value()));
    }

    /** Closes the connections that it opened itself. */
    @Override
    public void close() {
        onClose.run();
    }
}
