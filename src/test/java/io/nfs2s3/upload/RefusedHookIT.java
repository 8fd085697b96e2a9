package io.nfs2s3.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.testing.TestSite;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a hook had opened is closed again when it is refused. */
class RefusedHookIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    @Test
    void a_hook_that_is_refused_leaves_no_pool_open() throws InterruptedException {
        UploadHookBuilder wrong = UploadHookBuilder.create()
                .database(
                        site.databaseUrl(),
                        site.addresses().databaseUser(),
                        site.addresses().databasePassword())
                .region(site.addresses().region())
                .sqsEndpoint(site.sqsEndpoint())
                .uploadsQueue(site.bucket() + "-uploads")
                .kind("image", "images/", true);
        ThreadGroup own = new ThreadGroup("refused"); // of the threads that are begun there, and of no other test's

        Thread opening = new Thread(own, () -> {
            assertThatIllegalArgumentException()
                    .isThrownBy(wrong.siteUpdate("SELECT 1; SELECT 2")::open)
                    .withMessageContaining("catalog.siteUpdate");
            assertThatIllegalArgumentException()
                    .isThrownBy(wrong.siteUpdate("").uploadsQueue("no queue")::open)
                    .withMessageContaining("no queue");
        });
        AtomicReference<Throwable> failed = new AtomicReference<>();
        opening.setUncaughtExceptionHandler((thread, error) -> failed.set(error));
        opening.start();
        opening.join();

        assertThat(failed).hasNullValue();
        await().untilAsserted(() -> {
            Thread[] alive = new Thread[100];
            assertThat(Stream.of(alive).limit(own.enumerate(alive)).map(Thread::getName))
                    .noneMatch(name -> name.startsWith("nfs2s3-upload"));
        });
    }
}
