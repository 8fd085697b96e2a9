package io.nfs2s3.cli;

import io.nfs2s3.catalog.FailedFile;
import io.nfs2s3.catalog.FailureCount;
import io.nfs2s3.media.Printable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Failed files in words for a person, and in fields for a script. */
final class FailedText {
    private FailedText() {}

    /** One line for a file: what it is about first. */
    static String line(FailedFile file) {
        String message = file.message();
        return Printable.line(file.upload().path().value())
                + "  generation " + file.upload().generation()
                + "  failed " + file.failedAt()
                + "  after " + Plural.of(file.attempts(), "attempt")
                + "  " + file.code()
                + (message == null ? "" : ": " + Printable.line(message));
    }

    /** @param shown how many files were listed above at most */
    static List<String> summary(List<FailureCount> counts, long shown, Instant now) {
        long all = counts.stream().mapToLong(FailureCount::files).sum();
        List<String> lines = new ArrayList<>();
        lines.add("failed: " + Plural.of(all, "file")
                + (shown < all ? String.format(Locale.ROOT, ", the newest %,d are shown", shown) : ""));
        for (FailureCount count : counts) {
            lines.add(String.format(Locale.ROOT, "%,9d  %-19s  ", count.files(), count.code())
                    + "last " + OutboxText.age(Duration.between(count.lastFailedAt(), now)) + " ago, such as "
                    + Printable.line(count.examplePath()));
            lines.add("           " + FailureAdvice.of(count.code()));
        }
        return lines;
    }

    static Map<String, @Nullable Object> fields(FailedFile file) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("path", file.upload().path().value());
        fields.put("generation", file.upload().generation());
        fields.put("kind", file.kind());
        fields.put("code", file.code());
        fields.put("message", file.message());
        fields.put("attempts", file.attempts());
        fields.put("failedAt", file.failedAt().toString());
        return fields;
    }

    static Map<String, @Nullable Object> fields(FailureCount count) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("code", count.code());
        fields.put("files", count.files());
        fields.put("firstFailedAt", count.firstFailedAt().toString());
        fields.put("lastFailedAt", count.lastFailedAt().toString());
        fields.put("examplePath", count.examplePath());
        fields.put("whatToDo", FailureAdvice.of(count.code()));
        return fields;
    }
}
