package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.progress.Counter;
import io.nfs2s3.progress.Counters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "reconcile",
        description = {
            "Count all files, and compare with the counters, in one snapshot. Nobody waits for it. With --yes make the counters"
                    + " right.",
            "Exit code 1 when they differ. They do where triggers were off for a while, or single tables were restored."
        })
final class ProgressReconcileCommand extends AppCommand {
    @Mixin
    private final YesOptions act = new YesOptions();

    @Option(names = "--json", description = "One line of JSON.")
    private boolean json;

    @Override
    int run(Application application) {
        boolean yes = act.yes();
        Counters counters = application.patientCounters();
        counters.missingToMend().ifPresent(grant -> {
            throw new DependencyDownException("this user may not count all files; as the owner: " + grant);
        });
        List<Counter> proved = counters.prove();
        boolean exact = proved.stream().allMatch(Counter::isExact);
        boolean mend = yes && !(exact && counters.areSound());
        if (mend) {
            counters.mend();
        }
        if (json) {
            json(fields(proved, exact, mend));
        } else {
            tell(proved, exact, mend);
        }
        return exact || mend ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    private void tell(List<Counter> proved, boolean exact, boolean mended) {
        proved.stream().filter(counter -> !counter.isExact()).forEach(counter -> out().println(line(counter)));
        out().println(String.format(
                Locale.ROOT,
                "%s, %s counted: the counters %s",
                Plural.of(files(proved), "file"),
                Plural.of(bytes(proved), "byte"),
                exact ? "are exact" : mended ? "were wrong, and are right now" : "are wrong; --yes makes them right"));
    }

    private static String line(Counter counter) {
        return String.format(
                Locale.ROOT,
                "%s %s%s: %s, %s counted; the counter has %s, %s",
                counter.kind(),
                counter.state(),
                counter.failureCode() == null ? "" : " " + counter.failureCode(),
                Plural.of(counter.files(), "file"),
                Plural.of(counter.bytes(), "byte"),
                Plural.of(counter.keptFiles(), "file"),
                Plural.of(counter.keptBytes(), "byte"));
    }

    private static Map<String, Object> fields(List<Counter> proved, boolean exact, boolean mended) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("exact", exact);
        fields.put("repaired", mended);
        fields.put("files", files(proved));
        fields.put("bytes", bytes(proved));
        fields.put(
                "counters",
                proved.stream().map(ProgressReconcileCommand::fields).toList());
        return fields;
    }

    private static Map<String, @Nullable Object> fields(Counter counter) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("kind", counter.kind());
        fields.put("state", counter.state());
        fields.put("code", counter.failureCode());
        fields.put("files", counter.files());
        fields.put("bytes", counter.bytes());
        fields.put("keptFiles", counter.keptFiles());
        fields.put("keptBytes", counter.keptBytes());
        return fields;
    }

    private static long files(List<Counter> proved) {
        return proved.stream().mapToLong(Counter::files).sum();
    }

    private static long bytes(List<Counter> proved) {
        return proved.stream().mapToLong(Counter::bytes).sum();
    }
}
