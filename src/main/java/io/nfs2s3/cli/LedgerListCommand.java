package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.catalog.Ledger;
import io.nfs2s3.catalog.LedgerAct;
import io.nfs2s3.catalog.LedgerFilter;
import io.nfs2s3.media.MediaPath;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "list",
        description = {
            "List what became of pointers, the newest first: of these paths, or of all.",
            "The options narrow it down together."
        })
final class LedgerListCommand extends AppCommand {
    @Parameters(
            paramLabel = "PATH",
            arity = "0..*",
            description = "Media paths; - reads them from standard input, one a line. Without one all of them.")
    private List<String> paths = List.of();

    @Mixin
    private final WindowOptions window = new WindowOptions();

    @Option(
            names = "--act",
            paramLabel = "ACT",
            converter = EnumWords.Acts.class,
            completionCandidates = EnumWords.Acts.class,
            description = "Only this: ${COMPLETION-CANDIDATES}.")
    private @Nullable LedgerAct act;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many lines.")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--json", description = "One line of JSON for each.")
    private boolean json;

    @Override
    int run(Application application) {
        Limit.require(limit);
        LedgerFilter filter = new LedgerFilter(
                GivenPaths.all(application, paths).stream()
                        .map(MediaPath::of)
                        .distinct()
                        .toList(),
                window.window(application.databaseClock()),
                act);
        Ledger ledger = application.ledger();
        ledger.missingToRead().ifPresent(grant -> {
            throw new DependencyDownException("this user may not read the ledger; as the owner: " + grant);
        });
        ledger.forEach(filter, limit, entry -> {
            if (json) {
                json(LedgerText.fields(entry));
            } else {
                out().println(LedgerText.line(entry));
            }
        });
        return ExitCode.DONE;
    }
}
