package io.nfs2s3.resolve;

import io.nfs2s3.catalog.Pointer;
import io.nfs2s3.media.Location;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.resolve.ResolveSettings.Unregistered;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a path is. It keeps the texts of its URLs, so that giving one allocates nothing. Thread-safe. */
sealed interface CachedLocation {
    /** @param cdn how URLs on the CDN are made now */
    Optional<String> url(CdnUrls cdn);

    /** The same for one who reads the file rather than name its URL. */
    MediaLocation mediaLocation();

    /** About how long all its texts are together, those of URLs that are not made yet included. */
    int textLength();

    /** Whether the catalog has the path. */
    default boolean registered() {
        return mediaLocation() instanceof MediaLocation.InS3 || mediaLocation() == MediaLocation.OnNfs.REGISTERED;
    }

    /** Below the site's NFS base URL. */
    record OnNfs(Optional<String> url, MediaLocation.OnNfs mediaLocation) implements CachedLocation {
        @Override
        public Optional<String> url(CdnUrls cdn) {
            return url;
        }

        @Override
        public int textLength() {
            return url.map(String::length).orElse(0);
        }
    }

    /** Nobody registered it, and the settings say that such a path is missing. */
    record Nowhere() implements CachedLocation {
        @Override
        public Optional<String> url(CdnUrls cdn) {
            return Optional.empty();
        }

        @Override
        public MediaLocation mediaLocation() {
            return MediaLocation.Nowhere.NOWHERE;
        }

        @Override
        public int textLength() {
            return 0;
        }
    }

    /** On the CDN. It holds the key, not a host: which host is chosen for each URL. */
    final class OnS3 implements CachedLocation {
        /** Hosts that a site has, mostly. */
        private static final int HOSTS = 2;

        private final String key;
        private final MediaLocation.InS3 mediaLocation;
        /** Made anew by whoever finds it outdated. That two threads may do so at once is cheaper than a lock. */
        private volatile CdnUrls.@Nullable OfObject urls;

        OnS3(String key, long size) {
            this.key = key;
            this.mediaLocation = new MediaLocation.InS3(new ObjectKey(key), size);
        }

        @Override
        public Optional<String> url(CdnUrls cdn) {
            CdnUrls.OfObject known = urls;
            if (known == null || !cdn.stillGives(known)) {
                known = cdn.of(key);
                urls = known;
            }
            return cdn.choose(known);
        }

        @Override
        public int textLength() {
            return key.length() + HOSTS * PercentEncoding.encode(key).length();
        }

        @Override
        public MediaLocation mediaLocation() {
            return mediaLocation;
        }
    }

    static CachedLocation of(MediaPath path, @Nullable Pointer pointer, ResolveSettings settings) {
        if (pointer == null) {
            return settings.unregistered() == Unregistered.NFS
                    ? onNfs(path, settings, MediaLocation.OnNfs.UNREGISTERED)
                    : new Nowhere();
        }
        return pointer.location() == Location.S3 && pointer.objectKey() != null
                ? new OnS3(pointer.objectKey().value(), pointer.size())
                : onNfs(path, settings, MediaLocation.OnNfs.REGISTERED);
    }

    /** The guess while nobody can be asked. */
    static CachedLocation assumed(MediaPath path, ResolveSettings settings) {
        return onNfs(path, settings, MediaLocation.OnNfs.ASSUMED);
    }

    private static CachedLocation onNfs(MediaPath path, ResolveSettings settings, MediaLocation.OnNfs mediaLocation) {
        return new OnNfs(Optional.of(settings.nfsBaseUrl() + PercentEncoding.encode(path.value())), mediaLocation);
    }
}
