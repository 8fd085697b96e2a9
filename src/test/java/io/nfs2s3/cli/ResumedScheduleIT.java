package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.testing.TestSite;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;

/** A verify that daemons began, and that a command goes on with beside their workers: forty objects that are looked at. */
class ResumedScheduleIT {
    private static final int OBJECTS = 40;

    /** Daemons look at four objects at once. */
    private static final int MORE_THAN_DAEMONS = 5;

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final S3FaultProxy s3 =
            site.closing(S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false));
    private static final Commands commands = new Commands(site.settingsFile("s3.endpoint = \"" + s3.endpoint() + "\""));

    @BeforeAll
    static void put() {
        assertThat(site.application().site().check()).isEmpty();
        IntStream.range(0, OBJECTS)
                .forEach(i -> site.s3()
                        .putObject(
                                request -> request.bucket(site.bucket()).key("images/" + i + ".jpg"),
                                RequestBody.fromString("nobody's")));
    }

    @BeforeEach
    void clear() {
        site.clearRuns();
    }

    /** Whether more objects are ever looked at at once than daemons do. */
    private static boolean isWide(String command) {
        CyclicBarrier looks = new CyclicBarrier(MORE_THAN_DAEMONS);
        AtomicBoolean met = new AtomicBoolean();
        s3.befall(request -> {
            if (request.method().equals("HEAD") && request.key().startsWith("images/") && meet(looks)) {
                met.set(true);
            }
            return new S3Mishap.Spared();
        });
        Commands.Ran ran = commands.run(command);
        assertThat(ran.code()).as("%s %s", ran.out(), ran.err()).isEqualTo(1); // the objects are nobody's
        return met.get();
    }

    private static boolean meet(CyclicBarrier looks) {
        try {
            looks.await(5, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException | BrokenBarrierException e) {
            return false; // fewer came, and no more are waited for
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void is_as_narrow_as_they_are() {
        site.jdbi()
                .useHandle(handle -> handle.execute("INSERT INTO nfs2s3.run (kind, source, what, owner, state)"
                        + " VALUES ('VERIFY', 'SCHEDULED_ALL', '{}', 'gone/1/1', 'PAUSED')"));

        assertThat(isWide("runs resume 1")).isFalse();
        assertThat(isWide("verify")).as("one that a command began").isTrue();
    }
}
