package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.media.Printable;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunSample;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "show", description = "One run, and the first files that it left out, refused, or did not find.")
final class RunsShowCommand extends AppCommand {
    @Parameters(paramLabel = "RUN", description = "The number of the run, see 'runs list'.")
    private long run;

    @Option(names = "--json", description = "One line of JSON.")
    private boolean json;

    @Override
    int run(Application application) {
        Run found = RunsCommand.find(application, run);
        List<RunSample> samples = application.runs().all().samples(run);
        if (json) {
            Map<String, @Nullable Object> fields = RunKinds.fields("run", found);
            fields.put("samples", samples.stream().map(RunFields::of).toList());
            json(fields);
            return ExitCode.DONE;
        }
        out().println(RunKinds.line(found));
        out().println(RunText.times(found));
        samples.forEach(
                sample -> out().println("  " + Printable.line(sample.name()) + ": " + Printable.line(sample.reason())));
        return ExitCode.DONE;
    }
}
