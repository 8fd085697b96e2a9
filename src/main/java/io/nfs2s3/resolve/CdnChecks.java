package io.nfs2s3.resolve;

import io.nfs2s3.catalog.RecordedCopy;
import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.doctor.Check.Look;
import io.nfs2s3.doctor.CheckCode;
import io.nfs2s3.doctor.Doctor;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.resolve.CdnHeading.Silent;
import io.nfs2s3.resolve.CdnHeading.Told;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether readers get objects from the CDN hosts as they should. Before a file is migrated, nothing is asked. */
public final class CdnChecks {
    /** How long a host may take for an answer: the database is asked before, and a body may follow, within one check. */
    public static final Duration ANSWER = Duration.ofSeconds(Doctor.PATIENCE_SECONDS - 10L);

    /** The largest file that is asked for, in bytes: it is read to its end. */
    public static final long LARGEST = 1024L * 1024;

    private static final Duration SOON = Duration.ofDays(14);
    private static final int OK = 200;
    private static final String NOTHING = "no migrated file of up to 1 MiB was found to ask for";

    /** What all of these checks ask for, and by what. */
    private record Subject(CdnReader cdn, RecordedCopy copy, String key) {}

    /** One object, from every host. */
    private record Reading(RecordedCopy copy, List<CompletableFuture<CdnReading>> hosts) {
        /** Empty for none. Waits for the hosts. */
        String problems() {
            String wrong = hosts.stream()
                    .map(CompletableFuture::join)
                    .flatMap(host -> host.problem(copy).map(problem -> host.host() + ": " + problem).stream())
                    .collect(Collectors.joining("; "));
            return wrong.isEmpty() ? "" : wrong + "; asked for " + key(copy);
        }
    }

    private final Supplier<Optional<RecordedCopy>> sample;
    private final Supplier<CdnReader> reader;
    private @Nullable Subject subject;

    private CdnChecks(Supplier<Optional<RecordedCopy>> sample, Supplier<CdnReader> reader) {
        this.sample = sample;
        this.reader = reader;
    }

    /**
     * @param sample gives a migrated file to ask for, of up to {@link #LARGEST}; empty while there is none. Asked once when there
     *     is one
     * @param encrypted gives one of each kind that has a KMS key of its own, as far as there is one: a distribution that may read
     *     the bucket may not decrypt all that is in it
     * @param reader opens one for the hosts of this moment, which waits for {@link #ANSWER}
     * @param keyPrefix of the objects of the site
     * @param reached the code of the check that the database can be reached
     */
    public static List<Check> of(
            Supplier<Optional<RecordedCopy>> sample,
            Supplier<List<RecordedCopy>> encrypted,
            Supplier<CdnReader> reader,
            String keyPrefix,
            Clock clock,
            CheckCode reached) {
        CdnChecks checks = new CdnChecks(sample, reader);
        return List.of(
                Check.onDemand(
                                CheckCode.CDN_READ,
                                "an object through the CDN",
                                checks.asking(asked -> read(asked, encrypted.get())))
                        .after(reached),
                Check.onDemand(
                                CheckCode.CDN_CACHE,
                                "caching of objects",
                                checks.asking(asked -> cache(headings(asked.cdn(), asked.key()))))
                        .after(CheckCode.CDN_READ),
                Check.onDemand(
                                CheckCode.CDN_CERTIFICATE,
                                "certificates of the CDN",
                                checks.asking(
                                        asked -> certificate(headings(asked.cdn(), asked.key()), clock.instant())))
                        .after(CheckCode.CDN_READ),
                Check.onDemand(
                                CheckCode.CDN_MISSING,
                                "a missing object through the CDN",
                                checks.asking(asked -> missing(
                                        headings(asked.cdn(), keyPrefix + ".nfs2s3-probe/" + UUID.randomUUID()))))
                        .after(CheckCode.CDN_READ));
    }

    private Look asking(Function<Subject, Answer> question) {
        return () -> subject().map(question).orElse(Answer.good(NOTHING));
    }

    private synchronized Optional<Subject> subject() {
        if (subject == null) {
            subject = sample.get()
                    .map(copy -> new Subject(reader.get(), copy, key(copy)))
                    .orElse(null);
        }
        return Optional.ofNullable(subject);
    }

    private static String key(RecordedCopy copy) {
        ObjectKey key = copy.key();
        if (key == null) {
            throw new IllegalArgumentException(copy.path() + " names no object");
        }
        return key.value();
    }

    private static Answer read(Subject asked, List<RecordedCopy> encrypted) {
        List<Reading> readings = Stream.concat(Stream.of(asked.copy()), encrypted.stream())
                .distinct()
                .map(copy -> reading(asked.cdn(), copy))
                .toList(); // all are under way before the first is waited for
        String wrong = readings.stream()
                .map(Reading::problems)
                .filter(problems -> !problems.isEmpty())
                .collect(Collectors.joining("; "));
        return wrong.isEmpty()
                ? Answer.good("was read from every host: "
                        + readings.stream().map(reading -> key(reading.copy())).collect(Collectors.joining(", ")))
                : Answer.broken(
                        wrong,
                        "see resolve.cdnHosts, the alternate names and certificate of the distribution, and whether the"
                                + " bucket's policy lets it read, and that of a kind's KMS key decrypt (docs/urls.md)");
    }

    private static Reading reading(CdnReader cdn, RecordedCopy copy) {
        Long size = copy.sizeBytes();
        return new Reading(copy, cdn.read(key(copy), size == null ? 0 : size));
    }

    private static List<CdnHeading> headings(CdnReader cdn, String key) {
        return cdn.head(key).stream().map(CompletableFuture::join).toList();
    }

    /** Judges what every host said; one that says nothing is told, and nothing is concluded from that. */
    private static Answer told(List<CdnHeading> headings, Function<List<Told>, Answer> judge) {
        List<String> silent = headings.stream()
                .filter(Silent.class::isInstance)
                .map(Silent.class::cast)
                .map(host -> host.host() + ": " + host.reason())
                .toList();
        return silent.isEmpty()
                ? judge.apply(headings.stream().map(Told.class::cast).toList())
                : Answer.warning(
                        "it cannot be told: " + String.join("; ", silent),
                        "run doctor again; if it says the same, see what a HEAD gets there that a GET does not");
    }

    static Answer cache(List<CdnHeading> headings) {
        return told(headings, CdnChecks::cacheOf);
    }

    private static Answer cacheOf(List<Told> told) {
        List<String> hosts = told.stream()
                .filter(heading -> !isCached(heading.cacheControl().toLowerCase(Locale.ROOT)))
                .map(heading -> heading.host()
                        + (heading.status() == OK
                                ? " says \"Cache-Control: " + heading.cacheControl() + "\""
                                : " answers " + heading.status() + " to a HEAD"))
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

    static Answer certificate(List<CdnHeading> headings, Instant now) {
        return told(headings, told -> certificateOf(told, now));
    }

    private static Answer certificateOf(List<Told> told, Instant now) {
        List<String> soon = told.stream()
                .flatMap(heading -> heading.certificateEnds().stream()
                        .map(end -> Duration.between(now, end))
                        .filter(left -> left.compareTo(SOON) < 0)
                        .map(left -> "that of " + heading.host()
                                + (left.isNegative() ? " has ended" : " ends in " + left.toDays() + " days")))
                .toList();
        if (soon.isEmpty()) {
            return Answer.good(
                    told.stream().allMatch(heading -> heading.certificateEnds().isPresent())
                            ? "last for " + SOON.toDays() + " days or more"
                            : "are not used by every host: resolve.cdnScheme");
        }
        return Answer.warning(
                String.join("; ", soon) + ", and pages have no images then",
                "find out why it was not renewed: those of AWS Certificate Manager are, while their DNS record is there");
    }

    static Answer missing(List<CdnHeading> headings) {
        return told(headings, CdnChecks::missingOf);
    }

    private static Answer missingOf(List<Told> told) {
        List<String> there = told.stream()
                .filter(heading -> heading.status() == OK)
                .map(Told::host)
                .toList();
        return there.isEmpty()
                ? Answer.good("is told by an error")
                : Answer.warning(
                        String.join(", ", there) + " answers 200 for an object that was never put",
                        "take the custom error response away that answers 200, or a rule that rewrites paths: a page of"
                                + " HTML would be kept as an image");
    }
}
