package io.nfs2s3.notify;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.doctor.CheckCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** Whether notifications are taken. */
public final class NotifyChecks {
    private NotifyChecks() {}

    /** @param test a notification that says that it is a test */
    public static List<Check> of(NotifySettings settings, Supplier<Notifier> notifier, Supplier<String> test) {
        return List.of(Check.onDemand(
                        CheckCode.HOST_NOTIFICATIONS,
                        "notifications",
                        () -> settings.isSet() ? sent(notifier.get(), test.get()) : looked(settings))
                .probingOr(() -> looked(settings)));
    }

    private static Answer looked(NotifySettings settings) {
        if (!settings.isSet()) {
            return Answer.good("are not asked for");
        }
        return settings.command().stream()
                .findFirst()
                .filter(program -> !Files.isExecutable(Path.of(program)))
                .map(program -> Answer.warning(
                        "this user cannot run " + program, "correct notify.command, or the rights of the program"))
                .orElseGet(() -> Answer.good("are set up; 'nfs2s3 doctor --probe' sends one"));
    }

    private static Answer sent(Notifier notifier, String test) {
        List<String> refusals = notifier.refusals(test);
        return refusals.isEmpty()
                ? Answer.good("one was sent, and taken")
                : Answer.warning(String.join(", ", refusals), "correct the setting, or what it leads to");
    }
}
