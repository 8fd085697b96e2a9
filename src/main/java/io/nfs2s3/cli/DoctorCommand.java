package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.app.Doctor.Finding;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "doctor",
        description = {
            "Look at everything that nfs2s3 depends on: database and schema, queues, bucket, source root.",
            "Says what is missing and what to do about it."
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
            findings.addAll(application.doctor().create());
        }
        findings.addAll(application.doctor().examine());
        findings.addAll(application.doctor().examineSqlHook());
        for (Finding finding : findings) {
            if (json) {
                json(finding);
            } else {
                out().println((finding.ok() ? "ok       " : "MISSING  ") + line(finding));
            }
        }
        return findings.stream().allMatch(Finding::ok) ? ExitCode.DONE : ExitCode.DEPENDENCY_DOWN;
    }
}
