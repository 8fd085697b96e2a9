package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.outbox.OutboxEntry;
import io.nfs2s3.outbox.OutboxFilter;
import java.time.Clock;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "list", description = "The oldest entries, one a line; the options narrow them down together.")
final class OutboxListCommand extends AppCommand {
    @Mixin
    private final WindowOptions window = new WindowOptions();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "At most so many entries; ${DEFAULT-VALUE} without it.")
    private int limit;

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            defaultValue = "",
            description = "Only paths that begin so, such as images/ab/.")
    private String prefix = "";

    @Option(names = "--refused", description = "Only entries that SQS refused, with its last word.")
    private boolean refused;

    @Option(names = "--set-aside", description = "Those that are not sent any more, with the reason.")
    private boolean setAside;

    @Option(names = "--json", description = "One line of JSON for each.")
    private boolean json;

    @Override
    int run(Application application) {
        Limit.require(limit);
        Clock now = application.databaseClock();
        var filter = new OutboxFilter(window.window(now), prefix, refused, setAside);
        List<OutboxEntry> entries = application.outbox().list(filter, limit);
        if (json) {
            entries.forEach(entry -> json(OutboxText.fields(entry)));
        } else {
            OutboxText.table(entries, now.instant()).forEach(out()::println);
        }
        return ExitCode.DONE;
    }
}
