package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.doctor.CheckCategory;
import io.nfs2s3.doctor.Finding;
import io.nfs2s3.doctor.Finding.Level;
import io.nfs2s3.doctor.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "doctor",
        description = {
            "Look at everything that nfs2s3 depends on: settings, host, source root, database, queues, bucket, CDN.",
            "Says what is wrong and what to do about it. With --probe it also does what the job does, with data of its own"
                    + " that it removes. docs/doctor.md has each check."
        })
final class DoctorCommand extends AppCommand {
    /** From what on the exit code says it. */
    enum FailOn {
        WARNING,
        ERROR
    }

    @Option(
            names = "--create",
            description = "First create the queues with their dead letters, the bucket, and the sentinel file"
                    + " below the source root, where they are missing. Implies --probe. With --category only what is of"
                    + " that.")
    private boolean create;

    @Option(
            names = "--probe",
            description =
                    "Also try what has to be written for it: a row, messages, objects, files. They are removed again."
                            + " Without it these checks are left out, and named.")
    private boolean probe;

    @Option(
            names = "--category",
            paramLabel = "NAME",
            split = ",",
            converter = EnumWords.Categories.class,
            completionCandidates = EnumWords.Categories.class,
            description = "Only these, with what they need: settings, host, mount, database, queue, store, cdn or site."
                    + " More than one with commas.")
    private @Nullable Set<CheckCategory> categories;

    @Option(
            names = "--fail-on",
            paramLabel = "LEVEL",
            converter = EnumWords.Levels.class,
            completionCandidates = EnumWords.Levels.class,
            description =
                    "error: exit code 3 for an error, as without it. warning: also 1 where there are only warnings.")
    private FailOn failOn = FailOn.ERROR;

    @Option(names = "--json", description = "One line of JSON for each thing.")
    private boolean json;

    @Override
    int run(Application application) {
        DoctorText text = new DoctorText(out(), Terminal.hasOutput());
        List<Finding> findings = new ArrayList<>();
        Scope scope = new Scope(categories == null ? Scope.ALL.categories() : categories, probe || create);
        if (create) {
            findings.addAll(application.doctor().create(scope, finding -> show(finding, text)));
        }
        findings.addAll(application.doctor().examine(scope, finding -> show(finding, text)));
        if (!json) {
            text.end();
        }
        return code(findings);
    }

    private int code(List<Finding> findings) {
        if (!findings.stream().allMatch(Finding::ok)) {
            return ExitCode.DEPENDENCY_DOWN;
        }
        return failOn == FailOn.WARNING && findings.stream().anyMatch(finding -> finding.level() == Level.WARNING)
                ? ExitCode.SOME_FAILED
                : ExitCode.DONE;
    }

    private void show(Finding finding, DoctorText text) {
        if (json) {
            json(fields(finding));
        } else {
            text.show(finding);
        }
    }

    private static Map<String, Object> fields(Finding finding) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("code", finding.code().name());
        fields.put("category", finding.code().category().word());
        fields.put("subject", finding.subject());
        fields.put("level", finding.level().word());
        fields.put("ok", finding.ok());
        fields.put("cause", finding.detail());
        fields.put("fix", finding.remedy());
        fields.put("page", finding.code().page());
        return fields;
    }
}
