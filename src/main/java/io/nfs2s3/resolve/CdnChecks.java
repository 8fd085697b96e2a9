package io.nfs2s3.resolve;

import io.nfs2s3.catalog.RecordedCopy;
import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.doctor.Check.Look;
import io.nfs2s3.doctor.CheckCode;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.resolve.CdnReader.Heading;
import io.nfs2s3.resolve.CdnReader.Reading;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether readers get objects from the CDN hosts as they should. Before a file is migrated, nothing is asked. */
public final class CdnChecks {
    private static final Duration SOON = Duration.ofDays(14);
    private static final int OK = 200;
    private static final String NOTHING = "no file is migrated yet";

    private final Supplier<Optional<RecordedCopy>> sample;
    private final Supplier<CdnReader> reader;

    private CdnChecks(Supplier<Optional<RecordedCopy>> sample, Supplier<CdnReader> reader) {
        this.sample = sample;
        this.reader = reader;
    }

    /**
     * @param sample gives a migrated file to ask for, not a large one; empty while there is none
     * @param reader opens one for the hosts of this moment
     * @param keyPrefix of the objects of the site
     * @param reached the code of the check that the database can be reached
     */
    public static List<Check> of(
            Supplier<Optional<RecordedCopy>> sample,
            Supplier<CdnReader> reader,
            String keyPrefix,
            Clock clock,
            CheckCode reached) {
        CdnChecks checks = new CdnChecks(sample, reader);
        return List.of(
                Check.onDemand(CheckCode.CDN_READ, "an object through the CDN", checks.asking(CdnChecks::read))
                        .after(reached),
                Check.onDemand(
                                CheckCode.CDN_CACHE,
                                "caching of objects",
                                checks.asking((cdn, copy) -> cache(headings(cdn, key(copy)))))
                        .after(CheckCode.CDN_READ),
                Check.onDemand(
                                CheckCode.CDN_CERTIFICATE,
                                "certificates of the CDN",
                                checks.asking((cdn, copy) -> certificate(headings(cdn, key(copy)), clock.instant())))
                        .after(CheckCode.CDN_READ),
                Check.onDemand(
                                CheckCode.CDN_MISSING,
                                "a missing object through the CDN",
                                checks.asking((cdn, copy) ->
                                        missing(headings(cdn, keyPrefix + ".nfs2s3-probe/" + UUID.randomUUID()))))
                        .after(CheckCode.CDN_READ));
    }

    private Look asking(BiFunction<CdnReader, RecordedCopy, Answer> question) {
        return () ->
                sample.get().map(copy -> question.apply(reader.get(), copy)).orElse(Answer.good(NOTHING));
    }

    private static String key(RecordedCopy copy) {
        ObjectKey key = copy.key();
        if (key == null) {
            throw new IllegalArgumentException(copy.path() + " names no object");
        }
        return key.value();
    }

    private static Answer read(CdnReader cdn, RecordedCopy copy) {
        Long size = copy.sizeBytes();
        String wrong = cdn.read(key(copy), size == null ? 0 : size).stream()
                .map(CompletableFuture::join)
                .flatMap(reading -> wrong(copy, reading))
                .collect(Collectors.joining("; "));
        return wrong.isEmpty()
                ? Answer.good("was read from every host: " + key(copy))
                : Answer.broken(
                        wrong + "; asked for " + key(copy),
                        "see resolve.cdnHosts, the alternate names and certificate of the distribution, and whether the"
                                + " bucket's policy lets it read (docs/urls.md)");
    }

    private static Stream<String> wrong(RecordedCopy copy, Reading reading) {
        if (!reading.problem().isEmpty()) {
            return Stream.of(reading.host() + ": " + reading.problem());
        }
        return reading.checksum().equals(copy.checksum())
                ? Stream.empty()
                : Stream.of(reading.host() + ": it gave other bytes, " + reading.size() + " of them");
    }

    private static List<Heading> headings(CdnReader cdn, String key) {
        return cdn.head(key).stream().map(CompletableFuture::join).toList();
    }

    static Answer cache(List<Heading> headings) {
        List<String> hosts = headings.stream()
                .filter(heading -> !isCached(heading.cacheControl().toLowerCase(Locale.ROOT)))
                .map(heading -> heading.host() + " says \"Cache-Control: " + heading.cacheControl() + "\"")
                .toList();
        return hosts.isEmpty()
                ? Answer.good("browsers may keep them")
                : Answer.warning(
                        "browsers ask again for each page: " + String.join("; ", hosts),
                        "let the distribution pass on the header of the objects, which never change; objects that were"
                                + " adopted have the one that they were put with (docs/adopt.md)");
    }

    private static boolean isCached(String cacheControl) {
        return cacheControl.contains("max-age=")
                && !cacheControl.contains("max-age=0")
                && !cacheControl.contains("no-store")
                && !cacheControl.contains("no-cache");
    }

    static Answer certificate(List<Heading> headings, Instant now) {
        List<String> soon = headings.stream()
                .flatMap(heading -> heading.certificateEnds().stream()
                        .map(end -> Duration.between(now, end))
                        .filter(left -> left.compareTo(SOON) < 0)
                        .map(left -> "that of " + heading.host() + " ends in " + left.toDays() + " days"))
                .toList();
        if (soon.isEmpty()) {
            return Answer.good(
                    headings.stream()
                                    .allMatch(
                                            heading -> heading.certificateEnds().isPresent())
                            ? "last for " + SOON.toDays() + " days or more"
                            : "are not used by every host: resolve.cdnScheme");
        }
        return Answer.warning(
                String.join("; ", soon) + ", and pages have no images then",
                "find out why it was not renewed: those of AWS Certificate Manager are, while their DNS record is there");
    }

    static Answer missing(List<Heading> headings) {
        List<String> there = headings.stream()
                .filter(heading -> heading.status() == OK)
                .map(Heading::host)
                .toList();
        return there.isEmpty()
                ? Answer.good("is told by an error")
                : Answer.warning(
                        String.join(", ", there) + " answers 200 for an object that was never put",
                        "take the custom error response away that answers 200, or a rule that rewrites paths: a page of"
                                + " HTML would be kept as an image");
    }
}
