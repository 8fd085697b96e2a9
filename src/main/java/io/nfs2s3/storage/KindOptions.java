package io.nfs2s3.storage;

import io.nfs2s3.media.MediaKind;
import io.nfs2s3.media.MediaPath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Of each kind, how its objects are stored. A kind that says nothing counts all the same: its paths may begin with the prefix
 * of another. Immutable.
 *
 * @param byKind empty where no kind says anything
 */
public record KindOptions(Map<MediaKind, ObjectOptions> byKind) {
    /** No kind has anything of its own. */
    public static final KindOptions NONE = new KindOptions(Map.of());

    /** Those of S3 whose objects can be read at once, and that a bucket for all purposes has. */
    private static final Set<String> OF_AWS = Set.of(
            "", "STANDARD", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "REDUCED_REDUNDANCY");

    public KindOptions {
        byKind = byKind.values().stream().allMatch(ObjectOptions.NONE::equals) ? Map.of() : Map.copyOf(byKind);
    }

    /** Those of the kind that a path has. */
    public ObjectOptions of(MediaPath path) {
        return byKind.entrySet().stream()
                .filter(kind -> kind.getKey().covers(path))
                .max(Comparator.comparingInt(kind -> kind.getKey().prefix().length()))
                .map(Map.Entry::getValue)
                .orElse(ObjectOptions.NONE);
    }

    /** Whether the kinds that are migrated are stored in more than one way. */
    public boolean areSeveral() {
        return migrated().distinct().count() > 1;
    }

    /** Whether a kind that is migrated is stored in this way. */
    boolean isUsed(ObjectOptions options) {
        return migrated().anyMatch(options::equals);
    }

    private Stream<ObjectOptions> migrated() {
        return byKind.entrySet().stream()
                .filter(kind -> kind.getKey().migrated())
                .map(Map.Entry::getValue);
    }

    /** The kinds that have a KMS key of their own, by their names. */
    public List<MediaKind> encrypted() {
        return byKind.entrySet().stream()
                .filter(kind -> !kind.getValue().kmsKey().isEmpty())
                .map(Map.Entry::getKey)
                .sorted(Comparator.comparing(MediaKind::name))
                .toList();
    }

    /** The kinds by their names. */
    Map<String, ObjectOptions> byName() {
        Map<String, ObjectOptions> named = new TreeMap<>();
        byKind.forEach((kind, options) -> named.put(kind.name(), options));
        return named;
    }

    /** What is wrong with an ETag as the proof: one line for each kind. */
    List<String> withoutEtags() {
        List<String> wrong = new ArrayList<>();
        byName().forEach((kind, options) -> {
            if (!options.kmsKey().isEmpty()) {
                wrong.add("kinds." + kind + ".kmsKey does not go with s3.proof = etag, for an ETag is no MD5 then: set"
                        + " s3.proof = checksum, or readback");
            }
        });
        return wrong;
    }

    /** Storage classes that S3 does not have: one line for each kind. */
    List<String> unknownClasses() {
        List<String> unknown = new ArrayList<>();
        byName().forEach((kind, options) -> {
            if (!OF_AWS.contains(options.storageClass())) {
                unknown.add("kinds." + kind + ".storageClass = \"" + options.storageClass()
                        + "\" is none of S3, which has "
                        + OF_AWS.stream()
                                .filter(name -> !name.isEmpty())
                                .sorted()
                                .toList());
            }
        });
        return unknown;
    }
}
