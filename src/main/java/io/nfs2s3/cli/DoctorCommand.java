package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.doctor.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "doctor",
        description = {
            "Try everything that nfs2s3 depends on, with data of its own that it removes: database, queues, bucket, source"
                    + " root.",
            "Says what is missing and what to do about it. docs/doctor.md lists the checks."
        })
final class DoctorCommand extends AppCommand {
    @Option(
            names = "--create",
            description = "First create the queues with their dead letters, the bucket, and the sentinel file"
                    + " below the source root, where they are missing.")
    private boolean create;

    @Option(names = "--json", description = "One line of JSON for each thing.")
    private boolean json;

    @Override
    int run(Application application) {
        List<Finding> findings = new ArrayList<>();
        if (create) {
            findings.addAll(application.doctor().create(this::show));
        }
        findings.addAll(application.doctor().examineAll(this::show));
        return findings.stream().allMatch(Finding::ok) ? ExitCode.DONE : ExitCode.DEPENDENCY_DOWN;
    }

    private void show(Finding finding) {
        if (json) {
            json(fields(finding));
        } else {
            out().println(word(finding.level()) + line(finding));
        }
    }

    private static String word(Finding.Level level) {
        return switch (level) {
            case OK -> "ok       ";
            case WARNING -> "warning  ";
            case BROKEN -> "MISSING  ";
        };
    }

    private static Map<String, Object> fields(Finding finding) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("code", finding.code());
        fields.put("subject", finding.subject());
        fields.put("ok", finding.ok());
        fields.put("level", finding.level().name().toLowerCase(Locale.ROOT));
        fields.put("detail", finding.detail());
        fields.put("remedy", finding.remedy());
        return fields;
    }
}
