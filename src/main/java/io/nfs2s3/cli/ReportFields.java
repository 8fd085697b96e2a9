package io.nfs2s3.cli;

import io.nfs2s3.catalog.FailureFate;
import io.nfs2s3.catalog.LedgerCount;
import io.nfs2s3.cli.ReportFacts.Verified;
import io.nfs2s3.lifecycle.Forecast.Request;
import io.nfs2s3.lifecycle.Forecast.Span;
import io.nfs2s3.progress.PastDays;
import io.nfs2s3.progress.ProgressReport.Counted;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A report as the fields of a JSON object, for a script. */
final class ReportFields {
    private ReportFields() {}

    static Map<String, @Nullable Object> of(ReportFacts facts) {
        ReportSpan span = facts.span();
        PastDays past = facts.past();
        LocalDate wholeUntil = past.wholeUntil();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("site", facts.site());
        fields.put("from", span.isFromTheBeginning() ? null : span.from().toString());
        fields.put("to", span.to().toString());
        fields.put("zone", span.zone().toString());
        fields.put("historyBegan", text(past.began()));
        fields.put("ledgerBegan", text(facts.pointers().began()));
        fields.put("wholeDaysUntil", wholeUntil == null ? null : wholeUntil.toString());
        fields.put("files", past.files());
        fields.put("bytes", past.bytes());
        fields.put("firstFlip", text(past.firstFlip()));
        fields.put("lastFlip", text(past.lastFlip()));
        fields.put("countersSound", facts.soundNow());
        fields.put("now", facts.now().stream().map(ReportFields::now).toList());
        fields.put("days", past.days().stream().map(ReportFields::day).toList());
        fields.put(
                "failures",
                facts.pointers().failures().stream().map(ReportFields::failure).toList());
        fields.put(
                "pointers",
                facts.pointers().acts().stream().map(ReportFields::act).toList());
        fields.put(
                "verifies", facts.verifies().stream().map(ReportFields::verify).toList());
        fields.put(
                "jobs",
                facts.jobs().stream().map(run -> RunKinds.fields("run", run)).toList());
        fields.put("moreRuns", facts.more());
        fields.put("costs", costs(facts));
        return fields;
    }

    private static @Nullable String text(@Nullable Instant moment) {
        return moment == null ? null : moment.toString();
    }

    private static Map<String, Object> now(Counted one) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", one.kind());
        fields.put("state", one.state().name());
        fields.put("files", one.files());
        fields.put("bytes", one.bytes());
        return fields;
    }

    private static Map<String, Object> day(PastDays.Day day) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("day", day.day().toString());
        fields.put("kind", day.kind());
        fields.put("files", day.files());
        fields.put("bytes", day.bytes());
        fields.put("failures", day.failed());
        return fields;
    }

    private static Map<String, Object> failure(FailureFate fate) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("code", fate.code());
        fields.put("times", fate.times());
        fields.put("files", fate.files());
        fields.put("onS3", fate.onS3());
        fields.put("queued", fate.queued());
        fields.put("failed", fate.failed());
        fields.put("held", fate.held());
        fields.put("gone", fate.gone());
        return fields;
    }

    private static Map<String, Object> act(LedgerCount act) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("act", act.act());
        fields.put("changes", act.lines());
        fields.put("bytes", act.bytes());
        return fields;
    }

    private static Map<String, @Nullable Object> verify(Verified one) {
        Map<String, @Nullable Object> fields = RunKinds.fields("run", one.run());
        fields.put("level", one.level());
        fields.put("differences", one.differences());
        fields.put("causes", one.causes());
        fields.put("repairs", one.acts());
        return fields;
    }

    private static Map<String, Object> costs(ReportFacts facts) {
        Span puts = facts.puts().many(Request.PUT);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("putRequestsAtLeast", puts.least());
        fields.put("putRequestsAtMost", puts.most());
        fields.put("putCostAtLeast", facts.costs().of(facts.puts(), Span::least));
        fields.put("putCostAtMost", facts.costs().of(facts.puts(), Span::most));
        fields.put("storageCostPerMonth", facts.costs().storagePerMonth(facts.bytesOnS3()));
        return fields;
    }
}
