package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.doctor.Finding;
import io.nfs2s3.doctor.Finding.Level;
import io.nfs2s3.resilience.ProcessName;
import io.nfs2s3.settings.Settings;
import io.nfs2s3.tls.TrustedAuthorities;
import java.util.List;
import picocli.CommandLine.Command;

/** A command that needs the settings and what is wired from them. */
@Command
abstract class AppCommand extends ConfiguredCommand {
    @Override
    public final Integer call() {
        if (top().isOnStandardInput() && takesStandardInput()) {
            throw new IllegalArgumentException(
                    "standard input cannot have the settings and the paths: put one of them into a file, and name it");
        }
        Settings settings = top().settings();
        TrustedAuthorities.install(settings.tls());
        try (Application application = new Application(settings, session())) {
            return run(application);
        }
    }

    /** @return the exit code */
    abstract int run(Application application);

    /** What the DBA sees of this command, and the ledger keeps. */
    private String session() {
        return qualifiedName() + "@" + ProcessName.host();
    }

    /**
     * Runs the short form of {@code doctor}, and prints its warnings.
     *
     * @throws DependencyDownException naming the first thing that is missing
     */
    final void requireAll(Application application) {
        List<Finding> findings = application.doctor().examine();
        findings.stream().filter(finding -> !finding.ok()).findFirst().ifPresent(finding -> {
            throw new DependencyDownException(line(finding));
        });
        findings.stream()
                .filter(finding -> finding.level() == Level.WARNING)
                .forEach(finding -> err().println("nfs2s3: warning: " + line(finding)));
    }

    static String line(Finding finding) {
        return finding.subject() + ": " + finding.text();
    }
}
