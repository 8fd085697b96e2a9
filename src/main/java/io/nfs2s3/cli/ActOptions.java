package io.nfs2s3.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether a command does what it is asked for, or only says what it would do, or what that would take. */
final class ActOptions {
    /** What a command does. */
    enum Act {
        /** It changes things. */
        DO,
        /** It looks at every file as if it did, and changes nothing. */
        DRY_RUN,
        /** It says what it would take, and looks at no file. */
        PLAN
    }

    @Mixin
    private final YesOptions asked = new YesOptions();

    @Option(
            names = "--plan",
            description = "Only say what it would take: requests, bytes, money and time. No file is looked at.")
    private boolean plan;

    /** @throws IllegalArgumentException when more than one is said */
    Act act() {
        boolean yes = asked.yes();
        if (plan && (yes || asked.dryRun())) {
            throw new IllegalArgumentException("say one of --yes, --dry-run and --plan, not both");
        }
        if (plan) {
            return Act.PLAN;
        }
        return yes ? Act.DO : Act.DRY_RUN;
    }
}
