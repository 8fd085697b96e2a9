package io.nfs2s3.origin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a GET or HEAD (RFC 9110, 13).
 *
 * <p>They go to the store as headers of a request that is signed, so only a short tag of ASCII is taken for one: S3 refuses
 * a request with more than 8 KiB of headers, and a client could have its every request refused. No store and no file of
 * ours has another.
 *
 * @param noneMatch the ETags of {@code If-None-Match}, without {@code W/}: the comparison is the weak one; {@code *}
 *     stands for itself
 * @param modifiedSince ignored when there are ETags
 * @param range empty also where {@code ifRange} cannot hold, being neither a strong ETag nor a date
 */
record Conditions(
        List<String> noneMatch,
        Optional<Instant> modifiedSince,
        Optional<RangeHeader> range,
        Optional<String> ifRange) {
    private static final Pattern QUOTED = Pattern.compile("(?:W/)?(\"[^\"]*\")");
    private static final Predicate<String> ETAG =
            Pattern.compile("\"[\\x21\\x23-\\x7E]{0,128}\"").asMatchPredicate();
    private static final String ANY = "*";

    /** Reads the headers; null for one that is not there. */
    static Conditions of(
            @Nullable String ifNoneMatch,
            @Nullable String ifModifiedSince,
            @Nullable String range,
            @Nullable String ifRange) {
        Optional<String> state = Optional.ofNullable(ifRange).map(String::strip);
        boolean canHold = state.isEmpty()
                || ETAG.test(state.get())
                || HttpDates.parse(state.get()).isPresent();
        return new Conditions(
                tags(ifNoneMatch),
                ifNoneMatch == null ? HttpDates.parse(ifModifiedSince) : Optional.empty(),
                canHold ? RangeHeader.parse(range) : Optional.empty(),
                state);
    }

    private static List<String> tags(@Nullable String header) {
        if (header == null) {
            return List.of();
        }
        if (header.strip().equals(ANY)) {
            return List.of(ANY);
        }
        List<String> tags = new ArrayList<>();
        for (Matcher matcher = QUOTED.matcher(header); matcher.find(); ) {
            if (ETAG.test(matcher.group(1))) {
                tags.add(matcher.group(1));
            }
        }
        return tags;
    }

    /** Whether the client's copy is good (304). */
    boolean holdsGoodCopy(@Nullable String etag, @Nullable Instant modified) {
        if (!noneMatch.isEmpty()) {
            return noneMatch.contains(ANY) || (etag != null && noneMatch.contains(etag));
        }
        return modified != null
                && modifiedSince
                        .filter(since -> !HttpDates.seconds(modified).isAfter(since))
                        .isPresent();
    }

    /** The range, if it is wanted of this state of the file: {@code If-Range} compares strongly. */
    Optional<RangeHeader> rangeOf(@Nullable String etag, @Nullable Instant modified) {
        return range.filter(wanted -> ifRange.isEmpty()
                || ifRange.get().equals(etag)
                || (modified != null
                        && HttpDates.parse(ifRange.get())
                                .filter(date -> date.equals(HttpDates.seconds(modified)))
                                .isPresent()));
    }

    /** The same for the whole file. */
    Conditions withoutRange() {
        return new Conditions(noneMatch, modifiedSince, Optional.empty(), Optional.empty());
    }
}
