package io.nfs2s3.app;

import io.nfs2s3.doctor.Check;
import io.nfs2s3.doctor.CheckCategory;
import io.nfs2s3.doctor.CheckCode;
import io.nfs2s3.doctor.Doctor;
import io.nfs2s3.doctor.Finding;
import io.nfs2s3.settings.Settings;
import io.nfs2s3.testing.TestSite;
import java.util.List;
import java.util.function.Predicate;

/**
 * Runs those checks of {@code doctor} that can tell of what a test breaks. All of them take a good part of a second: they
 * set up a client of S3, put and read objects, and send messages through four queues.
 */
final class SomeChecks {
    private SomeChecks() {}

    /** @param codes which to run */
    static List<Finding> examine(Settings settings, Predicate<CheckCode> codes) {
        try (Application application = new Application(settings)) {
            List<Check> some = application.doctor().checks().stream()
                    .filter(check -> codes.test(check.code()))
                    .toList();
            return new Doctor(some, List.of()).examineAll();
        }
    }

    /** Those of the queues, as they are seen through a front. */
    static List<Finding> examineQueues(TestSite site, SqsFront sqs) {
        return examine(
                site.settings("sqs.endpoint = \"" + sqs.endpoint() + "\""),
                code -> code.category() == CheckCategory.QUEUE);
    }
}
