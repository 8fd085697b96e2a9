package io.nfs2s3.lab.demo;

import io.nfs2s3.resolve.MediaUrlResolver;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Looks at the outcome as a reader would: resolves every path, fetches every object, compares every byte. */
final class Inspection {
    private static final int URLS_SHOWN = 3;
    private final DemoSite site;
    private final Narrator narrator;

    Inspection(DemoSite site, Narrator narrator) {
        this.site = site;
        this.narrator = narrator;
    }

    /** @return how many objects are not what their file is */
    int inspect(Media media, List<String> paths, Uploads uploads, MediaUrlResolver resolver) {
        Map<String, String> urls = resolver.urls(paths);
        Map<String, Integer> hosts = new TreeMap<>();
        urls.values().forEach(url -> hosts.merge(URI.create(url).getHost(), 1, Integer::sum));
        int different = 0;
        try (S3Client s3 = site.s3()) {
            for (String path : paths) {
                if (!isSame(s3, media, path, urls.getOrDefault(path, ""))) {
                    System.err.println("demo: the object of \"" + path + "\" is not what the file is");
                    different++;
                }
            }
        }
        narrator.step(
                "compared",
                (paths.size() - different) + " of " + paths.size() + " objects fetched, byte for byte their files");
        narrator.say("");
        narrator.say("uploads    " + uploads.ways());
        narrator.say("URLs       " + hosts);
        for (String host : hosts.keySet()) {
            urls.values().stream()
                    .filter(url -> host.equals(URI.create(url).getHost()))
                    .limit(URLS_SHOWN)
                    .forEach(url -> narrator.say("           " + url));
        }
        return different;
    }

    /** The key is what the URL says, so that a wrong URL is found out, too. */
    private static boolean isSame(S3Client s3, Media media, String path, String url) {
        String key = url.isEmpty() ? "" : URI.create(url).getPath().substring(1);
        try (InputStream object = new BufferedInputStream(
                        s3.getObject(request -> request.bucket(DemoSite.BUCKET).key(key)));
                InputStream file = new BufferedInputStream(Files.newInputStream(media.file(path)))) {
            return isSame(object, file);
        } catch (S3Exception e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSame(InputStream a, InputStream b) throws IOException {
        byte[] left;
        do {
            left = a.readNBytes(1 << 16);
            if (!Arrays.equals(left, b.readNBytes(1 << 16))) {
                return false;
            }
        } while (left.length > 0);
        return true;
    }
}
