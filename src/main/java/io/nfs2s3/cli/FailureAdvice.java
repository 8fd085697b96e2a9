package io.nfs2s3.cli;

import io.nfs2s3.media.FailureCode;
import java.util.stream.Stream;

/** What an operator can do about each reason; docs/troubleshooting.md says more. */
final class FailureAdvice {
    private FailureAdvice() {}

    /** @param code the name of a reason, known or not */
    static String of(String code) {
        return Stream.of(FailureCode.values())
                .filter(known -> known.name().equals(code))
                .findFirst()
                .map(FailureAdvice::of)
                .orElse("a newer build of nfs2s3 gave this reason; its message says more");
    }

    static String of(FailureCode code) {
        return switch (code) {
            case SOURCE_MISSING -> "the file is gone: restore it and retry, or leave it if it was removed on purpose";
            case SOURCE_CHANGED ->
                "something writes to it for long: the hook must be called when it is complete; retry";
            case SOURCE_READ -> "look at the NFS server and the kernel log, then retry";
            case SOURCE_NOT_A_FILE -> "it is a directory, device or pipe: correct the caller that gave this path";
            case SOURCE_OUTSIDE_ROOT -> "a symbolic link leaves the source root: replace it by the file and retry";
            case SOURCE_FORBIDDEN, SOURCE_REFUSES -> "let the daemon's user read it, then retry";
            case SOURCE_NAME -> "run the daemon with LC_ALL=C.UTF-8, then retry; else its name is too long";
            case SOURCE_SKIPPED -> "leave it, or rename it; if it is a medium, correct source.skip and retry";
            case SOURCE_DOWN -> "mount the source root ('doctor' tells), then retry";
            case TOO_LARGE -> "raise worker.bytesInFlight as the message says, then retry";
            case KEY_TOO_LONG -> "a shorter s3.prefix, or a shorter path";
            case CHECKSUM_MISMATCH -> "look at network and memory of the host, then retry";
            case NOT_PROVED ->
                "the store's checksum or ETag is not that of the bytes ('failed list' has both): set another s3.proof,"
                        + " then retry";
            case ALREADY_THERE ->
                "another program put an object there: 'nfs2s3 adopt' proves it and points to it; or retry, and the file is"
                        + " copied under another key";
            case STORE_BUSY, STORE_SLOW -> "retry; if it lasts, ask the store's status page";
            case STORE_REFUSED -> "'failed list' has the store's own words; correct that and retry";
            case STORE_DOWN -> "'doctor' tells whether the bucket answers; then retry, and look at name and size";
            case STORE_REFUSES -> "correct rights, bucket or clock ('doctor' tells), then retry";
            case STORE_REFUSES_PARTS -> "grant kms:Decrypt, or what the store's own words ask for, then retry";
            case SITE_SUSPENDED -> "'site show' tells why, and what to do";
            case DATABASE_DOWN, QUEUE_DOWN -> "'doctor' tells what is down; then retry";
            case SITE_UPDATE ->
                "correct catalog.siteUpdate or the site's row ('failed list' has the error), then retry";
            case INTERNAL -> "a defect of nfs2s3: report the stack trace in the daemon's log; then retry";
        };
    }
}
