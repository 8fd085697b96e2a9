package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "resolve", description = "The URL that a page gets for each path now.")
final class ResolveCommand extends AppCommand {
    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Media paths, relative to the source root.")
    private List<String> paths = List.of();

    @Option(names = "--json", description = "One line of JSON: an object of path and URL.")
    private boolean json;

    @Override
    int run(Application application) {
        Map<String, String> urls = application.failingResolver().urls(paths);
        if (json) {
            json(urls);
        } else {
            paths.forEach(path -> out().println(urls.getOrDefault(path, "missing") + "\t" + path));
        }
        return ExitCode.DONE;
    }
}
