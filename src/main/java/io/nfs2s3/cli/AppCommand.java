package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.app.ReportJson;
import io.nfs2s3.doctor.Finding;
import io.nfs2s3.doctor.Finding.Level;
import io.nfs2s3.resilience.ProcessName;
import io.nfs2s3.settings.Settings;
import io.nfs2s3.tls.TrustedAuthorities;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that needs the settings and what is wired from them. */
@Command
abstract class AppCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command is called
    private CommandSpec spec;

    @Override
    public final Integer call() {
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
        return spec.qualifiedName() + "@" + ProcessName.host();
    }

    private Nfs2s3Command top() {
        return (Nfs2s3Command) spec.root().userObject();
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** One line of JSON on standard output. */
    final void json(Object report) {
        out().println(ReportJson.write(report));
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
