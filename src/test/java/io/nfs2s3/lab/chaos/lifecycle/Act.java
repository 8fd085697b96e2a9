package io.nfs2s3.lab.chaos.lifecycle;

import java.util.ArrayList;
import java.util.List;

/** A command that changes where files are, as an operator types it. */
enum Act {
    ADOPT("adopt"),
    ROLLBACK("rollback"),
    UNDO("rollback --undo"),
    RETIRE("retire"),
    PUT_BACK("retire --restore"),
    EMPTY("retire --empty"),
    RESTORE("restore"),
    VERIFY("verify --source --repair");

    private final String words;

    Act(String words) {
        this.words = words;
    }

    /** With what chooses the files. */
    List<String> arguments(String... choice) {
        List<String> arguments = new ArrayList<>(List.of(words.split(" ", -1)));
        arguments.addAll(List.of(choice));
        arguments.add("--yes");
        return arguments;
    }
}
