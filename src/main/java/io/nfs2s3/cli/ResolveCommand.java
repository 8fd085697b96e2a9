package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.resolve.MediaUrlResolver;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "resolve", description = "The URL that a page gets for each path now.")
final class ResolveCommand extends AppCommand {
    @Parameters(
            paramLabel = "PATH",
            arity = "1..*",
            description = "Media paths, relative to the source root; - reads them from standard input, one a line.")
    private List<String> paths = List.of();

    @Option(names = "--json", description = "One line of JSON for each path; the URL of one that is missing is null.")
    private boolean json;

    @Override
    int run(Application application) {
        MediaUrlResolver resolver = application.failingResolver();
        GivenPaths.inPages(application, paths, page -> {
            Map<String, String> urls = resolver.urls(page);
            page.forEach(path -> tell(path, urls.get(path)));
        });
        return ExitCode.DONE;
    }

    private void tell(String path, @Nullable String url) {
        if (json) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("path", path);
            fields.put("url", url);
            json(fields);
        } else {
            out().println((url == null ? "missing" : url) + "\t" + path);
        }
    }
}
