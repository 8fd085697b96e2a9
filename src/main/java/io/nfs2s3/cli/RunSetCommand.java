package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.media.TimeWindows;
import io.nfs2s3.runs.RunControl;
import io.nfs2s3.runs.RunControls;
import io.nfs2s3.runs.RunKind;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "set",
        description = {
            "Change when the runs of one kind may go on, and how fast a verify or a backfill goes, on all hosts, while they run;"
                    + " seen within two seconds.",
            "'default' goes back to what the settings of each host say, or the run itself. 'backfill set' has more of a"
                    + " backfill. Without an option it only says what is set."
        })
final class RunSetCommand extends AppCommand {
    private static final String DEFAULT = "default";
    private static final String ALWAYS = "always";

    @Parameters(paramLabel = "KIND", description = "adopt, backfill, recover, restore, retire, rollback, or verify.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command is called
    private String kind;

    @Option(
            names = "--hours",
            paramLabel = "HOURS",
            description = "Times of the day by the clock of each host, such as 22:00-06:00,12:00-13:00; or always.")
    private @Nullable String hours;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "At most so many names a second; 0 for no limit. Of a verify or a backfill.")
    private @Nullable String rate;

    @Option(names = "--json", description = "One line of JSON.")
    private boolean json;

    @Override
    int run(Application application) {
        RunKind of = RunText.kind(kind);
        if (rate != null && of != RunKind.VERIFY && of != RunKind.BACKFILL) {
            throw new IllegalArgumentException("--rate: of a " + of.word() + " it is given when it begins");
        }
        TimeWindows newHours = hours == null || hours.equals(DEFAULT) ? null : windows(hours);
        Integer newRate = rate == null || rate.equals(DEFAULT) ? null : number(rate);
        RunControls controls = application.runs().controls(of);
        controls.together(handle -> {
            if (hours != null) {
                controls.hours(handle, newHours);
            }
            if (rate != null) {
                controls.rate(handle, newRate);
            }
        });
        RunControl said = controls.read();
        if (json) {
            json(fields(of, said));
        } else {
            out().println(line(of, said));
        }
        return ExitCode.DONE;
    }

    private static TimeWindows windows(String hours) {
        if (hours.isBlank()) {
            throw new IllegalArgumentException(
                    "--hours: give times of the day, such as 22:00-06:00, or " + ALWAYS + ", or " + DEFAULT);
        }
        return TimeWindows.parse(hours.equals(ALWAYS) ? "" : hours);
    }

    private static int number(String text) {
        try {
            int value = Integer.parseInt(text);
            if (value >= 0 && value <= RunControls.MOST_RATE) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "--rate " + text + ": give 0 to " + RunControls.MOST_RATE + ", or " + DEFAULT);
    }

    private static String line(RunKind kind, RunControl said) {
        return kind.word() + ": hours " + hours(said) + ", rate " + rate(said);
    }

    private static Map<String, String> fields(RunKind kind, RunControl said) {
        return Map.of("kind", kind.word(), "hours", hours(said), "rate", rate(said));
    }

    private static String hours(RunControl said) {
        TimeWindows hours = said.hours();
        if (hours == null) {
            return DEFAULT;
        }
        return hours.windows().isEmpty() ? ALWAYS : hours.toString();
    }

    private static String rate(RunControl said) {
        Integer rate = said.rate();
        return rate == null ? DEFAULT : rate.toString();
    }
}
