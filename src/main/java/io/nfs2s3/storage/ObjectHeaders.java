package io.nfs2s3.storage;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * The headers of a new object, however it is put. Its user metadata: site, media path, generation, modification time of
 * the source. By the first three an object is known again, before it is removed.
 */
final class ObjectHeaders {
    /** S3 allows 2 KiB of user metadata in all, in ASCII. */
    private static final int PATH_BYTES = 1_500;

    private static final String SITE = "site";

    private static final String GENERATION = "generation";
    private static final String PATH = "media-path";
    private static final String PATH_IN_BASE64 = "media-path-base64";
    private static final String SOURCE_MTIME = "source-mtime";

    static final String STORAGE_CLASS = "x-amz-storage-class";
    static final String TAGGING = "x-amz-tagging";
    static final String KMS_KEY = "x-amz-server-side-encryption-aws-kms-key-id";
    static final String KMS = "aws:kms";
    private static final String ENCRYPTION = "x-amz-server-side-encryption";
    private static final String ATTACHMENT = "attachment";

    private static final Set<String> ARCHIVES = Set.of("GLACIER", "DEEP_ARCHIVE");
    private static final String RESTORED = "ongoing-request=\"false\"";

    private ObjectHeaders() {}

    /** Whether objects of a storage class must be restored before anybody can read them. */
    static boolean isArchive(@Nullable String storageClass) {
        return ARCHIVES.contains(String.valueOf(storageClass));
    }

    /** Whether an object must be restored before anybody can read it. */
    static boolean isArchived(HeadObjectResponse answer) {
        return isInArchive(answer) && !isReadable(answer);
    }

    /** Whether an object is in an archive, and was brought back for some days. */
    static boolean isRestored(HeadObjectResponse answer) {
        return isInArchive(answer) && isReadable(answer);
    }

    private static boolean isInArchive(HeadObjectResponse answer) {
        return answer.archiveStatusAsString() != null || isArchive(answer.storageClassAsString());
    }

    private static boolean isReadable(HeadObjectResponse answer) {
        return String.valueOf(answer.restore()).contains(RESTORED);
    }

    /** All that an object is put with, also in parts or by a copy onto itself: by their names in lower case. */
    static Map<String, String> of(NewObject object, StorageSettings settings) {
        ObjectOptions own = object.options();
        ObjectOptions options =
                own == null ? settings.kinds().of(object.upload().path()) : own;
        Map<String, String> headers = new HashMap<>();
        headers.put("content-type", object.contentType());
        headers.put("content-disposition", disposition(object, options));
        put(
                headers,
                "cache-control",
                options.cacheControl().isEmpty() ? settings.cacheControl() : options.cacheControl());
        put(headers, STORAGE_CLASS, options.storageClass());
        put(headers, TAGGING, options.tagging());
        if (!options.kmsKey().isEmpty()) {
            headers.put(ENCRYPTION, KMS);
            headers.put(KMS_KEY, options.kmsKey());
        }
        metadata(object).forEach((name, value) -> headers.put("x-amz-meta-" + name, value));
        return headers;
    }

    private static void put(Map<String, String> headers, String name, String value) {
        if (!value.isEmpty()) {
            headers.put(name, value);
        }
    }

    private static Map<String, String> metadata(NewObject object) {
        Map<String, String> metadata = new HashMap<>(identity(object.upload()));
        metadata.put(SOURCE_MTIME, object.sourceModified().toString());
        if (object.site() != null) {
            metadata.put(SITE, object.site());
        }
        return metadata;
    }

    /**
     * The user metadata of an object, by names in lower case. A name of HTTP has no case: stores and proxies that are written in Go
     * give {@code Media-Path}, and the SDK leaves it at that.
     */
    static Map<String, String> metadataOf(HeadObjectResponse answer) {
        return answer.metadata().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        entry -> entry.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue, (one, other) -> one));
    }

    /** Whether an object was put by somebody else: its user metadata does not say that it is this site's copy. */
    static boolean isForeign(Map<String, String> metadata, NewObject object) {
        return object.site() != null && !isCopyOf(metadata, object.site(), object.upload());
    }

    /** Whether the user metadata of an object says that it is a site's copy of an upload. */
    static boolean isCopyOf(Map<String, String> metadata, String site, FileVersion upload) {
        return site.equals(metadata.get(SITE)) && isOf(metadata, upload);
    }

    /** Which site the user metadata of an object names; empty for none. */
    static Optional<String> siteOf(Map<String, String> metadata) {
        return Optional.ofNullable(metadata.get(SITE));
    }

    /** Whether the user metadata of an object says that it is a copy of an upload, of whatever site. */
    static boolean isOf(Map<String, String> metadata, FileVersion upload) {
        return metadata.entrySet().containsAll(identity(upload).entrySet());
    }

    /** Of which upload the user metadata of an object says that it is a copy, of whatever site; empty where it says nothing. */
    static Optional<FileVersion> uploadOf(Map<String, String> metadata) {
        try {
            String encoded = metadata.get(PATH_IN_BASE64);
            String path = encoded == null
                    ? URLDecoder.decode(metadata.getOrDefault(PATH, ""), StandardCharsets.UTF_8)
                    : new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int generation = Integer.parseInt(metadata.getOrDefault(GENERATION, ""));
            return Optional.of(new FileVersion(MediaPath.of(path), generation))
                    .filter(upload -> isOf(metadata, upload));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** When the original had been modified, as the user metadata of an object says; empty where it does not. */
    static Optional<Instant> sourceModified(Map<String, String> metadata) {
        try {
            return Optional.of(Instant.parse(metadata.getOrDefault(SOURCE_MTIME, "")));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** What says of which upload an object is a copy. */
    private static Map<String, String> identity(FileVersion upload) {
        Map<String, String> metadata = new HashMap<>();
        metadata.put(GENERATION, String.valueOf(upload.generation()));
        MediaPath path = upload.path();
        String encoded = URLEncoder.encode(path.value(), StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
        if (encoded.length() <= PATH_BYTES) {
            metadata.put(PATH, encoded);
        } else {
            metadata.put(
                    PATH_IN_BASE64,
                    Base64.getEncoder().encodeToString(path.value().getBytes(StandardCharsets.UTF_8)));
        }
        return metadata;
    }

    /** Whether the user metadata of an object says that it is a copy of this upload, of another time of the file. */
    static boolean isEarlierState(NewObject object, Map<String, String> metadata) {
        return isOf(metadata, object.upload())
                && !object.sourceModified().toString().equals(metadata.get(SOURCE_MTIME));
    }

    /** An attachment for what a browser would run, whatever its kind says. */
    static String disposition(NewObject object, ObjectOptions options) {
        String wanted = options.contentDisposition();
        if (ContentTypes.runsInBrowser(object.contentType())) {
            return wanted.startsWith(ATTACHMENT) ? wanted : ATTACHMENT;
        }
        return wanted.isEmpty() ? "inline" : wanted;
    }
}
