package io.nfs2s3.lifecycle;

import java.util.EnumMap;
import java.util.Map;

/**
 * What a command would take, told beforehand: a sum of what its files take. Immutable.
 *
 * @param files that it would look at
 * @param requests to S3; what is not among them is not made
 * @param nfsRead bytes of originals
 * @param nfsWritten bytes of originals
 * @param fromS3 bytes of objects
 * @param toS3 bytes of objects
 */
public record Forecast(long files, Map<Request, Span> requests, Span nfsRead, Span nfsWritten, Span fromS3, Span toS3) {
    /** The classes of requests, as the store bills them. */
    public enum Request {
        LIST,
        HEAD,
        GET,
        PUT,
        COPY,
        DELETE
    }

    /** As much as it must be, and as much as it can be, where only the look at a file tells. */
    public record Span(long least, long most) {
        /** Nothing of it. */
        public static final Span NONE = new Span(0, 0);

        /** Exactly so much. */
        public static Span of(long amount) {
            return new Span(amount, amount);
        }

        /** So much, or less, or nothing. */
        public static Span upTo(long most) {
            return new Span(0, most);
        }

        Span plus(Span other) {
            return new Span(least + other.least, most + other.most);
        }
    }

    /** No file. */
    public static final Forecast NOTHING = of(0);

    public Forecast {
        requests = Map.copyOf(requests);
    }

    /** So many files, of which nothing is read and for which nothing is asked. */
    public static Forecast of(long files) {
        return new Forecast(files, Map.of(), Span.NONE, Span.NONE, Span.NONE, Span.NONE);
    }

    /** With so many requests of that class besides. */
    public Forecast with(Request request, Span many) {
        Map<Request, Span> all = new EnumMap<>(Request.class);
        all.putAll(requests);
        all.merge(request, many, Span::plus);
        return new Forecast(files, all, nfsRead, nfsWritten, fromS3, toS3);
    }

    /** With so many bytes that are read from NFS besides. */
    public Forecast reading(Span bytes) {
        return new Forecast(files, requests, nfsRead.plus(bytes), nfsWritten, fromS3, toS3);
    }

    /** With so many bytes that are written to NFS besides. */
    public Forecast writing(Span bytes) {
        return new Forecast(files, requests, nfsRead, nfsWritten.plus(bytes), fromS3, toS3);
    }

    /** With so many bytes that are got from S3 besides. */
    public Forecast getting(Span bytes) {
        return new Forecast(files, requests, nfsRead, nfsWritten, fromS3.plus(bytes), toS3);
    }

    /** With so many bytes that are put to S3 besides. */
    public Forecast putting(Span bytes) {
        return new Forecast(files, requests, nfsRead, nfsWritten, fromS3, toS3.plus(bytes));
    }

    /** Both. */
    public Forecast plus(Forecast other) {
        Map<Request, Span> all = new EnumMap<>(Request.class);
        all.putAll(requests);
        other.requests.forEach((request, many) -> all.merge(request, many, Span::plus));
        return new Forecast(
                files + other.files,
                all,
                nfsRead.plus(other.nfsRead),
                nfsWritten.plus(other.nfsWritten),
                fromS3.plus(other.fromS3),
                toS3.plus(other.toS3));
    }

    /** How many requests of a class. */
    public Span many(Request request) {
        return requests.getOrDefault(request, Span.NONE);
    }
}
