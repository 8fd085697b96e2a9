package io.nfs2s3.lifecycle.verify;

import static io.nfs2s3.lifecycle.verify.VerifySite.BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.app.Application;
import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.testing.TestSite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a verify that keeps a record waits for, and what it does not. */
class VerifyOutagesIT {
    private static final VerifySelection ALL = new VerifySelection("", BYTES, null, 0, false, false);

    private static final Optional<Duration> HOUR = Optional.of(Duration.ofHours(1));

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final VerifySite files = new VerifySite(site);
    private static final S3FaultProxy s3 =
            site.closing(S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false));
    private static final Application application = site.application("s3.endpoint = \"" + s3.endpoint() + "\"");
    private static final Verify verify = application.verifies().verify();

    private final List<String> judged = new CopyOnWriteArrayList<>();
    private final List<String> waits = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void migrate() {
        files.migrate("images/1.jpg", "images/2.jpg", "images/3.jpg");
        files.put("images/stranger.jpg", "nobody's");
    }

    @BeforeEach
    void clear() {
        site.clearRuns();
    }

    @AfterEach
    void accept() {
        s3.accept();
    }

    private RunResult run(Verify with) {
        return run(with, null);
    }

    private RunResult run(Verify with, @Nullable Mending mending) {
        return run(with, mending, one -> {});
    }

    private RunResult run(Verify with, @Nullable Mending mending, Consumer<Judged> each) {
        RunLease lease = with.start(ALL, 0);
        VerifyTotals totals = new VerifyTotals(new VerifyTally(), new VerifyProgress(), mending);
        Consumer<Judged> told = one -> judged.add(VerifySite.line(one));
        VerifyWork work = new VerifyWork(() -> 0, totals, new RunProgress(waits::add), told.andThen(each), () -> true);
        return with.run(lease, ALL, () -> 3, work);
    }

    @Test
    void one_by_a_schedule_that_waits_for_long_is_left_to_another_daemon() {
        AtomicBoolean began = new AtomicBoolean();
        s3.befall(request -> request.query().contains("list-type=2") && began.getAndSet(true)
                ? new S3Mishap.Refused(500, "InternalError")
                : new S3Mishap.Spared());
        ScheduledVerify whole = ScheduledVerify.whole(verify, new VerifySettings(10, 0), () -> true, waits::add)
                .waitingFor(Duration.ZERO);

        assertThat(whole.begin(Duration.ofHours(1))).get().isInstanceOf(RunResult.Stopped.class);
        assertThatThrownBy(whole::goOn).as("while it is down").isInstanceOf(MigrationException.class);
        s3.accept();

        assertThat(whole.goOn()).get().isInstanceOf(RunResult.Done.class);
    }

    private ScheduledVerify impatient() {
        return ScheduledVerify.whole(verify, new VerifySettings(10, 0), () -> true, waits::add)
                .waitingFor(Duration.ZERO);
    }

    private static List<String> states() {
        return site.query("SELECT state FROM nfs2s3.run ORDER BY id");
    }

    private static void twoTurnsPass() {
        files.sql("UPDATE nfs2s3.run SET started_at = started_at - interval '2 hours'");
    }

    @Test
    void one_of_an_earlier_turn_that_waits_for_one_object_for_ever_gives_way_to_the_turn_that_is_due() {
        refuse("images/stranger.jpg", 503, "SlowDown");
        ScheduledVerify whole = impatient();
        assertThat(whole.take(() -> HOUR)).get().isInstanceOf(RunResult.Stopped.class);
        assertThat(whole.take(() -> HOUR)).get().isInstanceOf(RunResult.Stopped.class);
        assertThat(states()).as("in its own turn it is gone on with").containsExactly("PAUSED");
        twoTurnsPass();

        assertThat(whole.take(() -> HOUR)).get().isInstanceOf(RunResult.Stopped.class);

        assertThat(states()).containsExactly("CANCELLED", "PAUSED");
        s3.accept();
        List<String> whenAsked = new ArrayList<>();
        assertThat(whole.take(() -> {
                    whenAsked.addAll(states());
                    return HOUR;
                }))
                .get()
                .isInstanceOf(RunResult.Done.class);
        assertThat(states()).containsExactly("CANCELLED", "DONE");
        assertThat(whenAsked)
                .as("the turn is that of the time after hours of going on")
                .containsExactly("CANCELLED", "DONE");
    }

    @Test
    void one_of_an_earlier_turn_that_gets_on_between_two_waits_in_vain_is_gone_on_with() {
        refuse("images/stranger.jpg", 503, "SlowDown");
        assertThat(impatient().take(() -> HOUR)).get().isInstanceOf(RunResult.Stopped.class);
        twoTurnsPass();
        ScheduledVerify whole = impatient();

        assertThat(whole.take(() -> HOUR)).get().isInstanceOf(RunResult.Stopped.class);
        assertThat(states()).as("at its first wait here").containsExactly("PAUSED");
        files.sql("UPDATE nfs2s3.run SET unchanged = unchanged + 1"); // as another host counts a part
        assertThat(whole.take(() -> HOUR)).get().isInstanceOf(RunResult.Stopped.class);
        assertThat(states()).as("it has got on").containsExactly("PAUSED");

        assertThat(whole.take(() -> HOUR)).get().isInstanceOf(RunResult.Stopped.class);
        assertThat(states()).as("it has not").containsExactly("CANCELLED", "PAUSED");
    }

    @Test
    void one_of_an_earlier_turn_that_waits_for_an_outage_is_gone_on_with_after_it() {
        AtomicBoolean down = new AtomicBoolean();
        s3.befall(request -> {
            if (request.key().equals("images/stranger.jpg")) {
                down.set(true);
            }
            return down.get() ? new S3Mishap.Refused(500, "InternalError") : new S3Mishap.Spared();
        });
        ScheduledVerify whole = impatient();
        assertThat(whole.take(() -> HOUR)).get().isInstanceOf(RunResult.Stopped.class);
        twoTurnsPass();
        down.set(false);

        assertThatThrownBy(() -> whole.take(() -> HOUR)).isInstanceOf(MigrationException.class);

        assertThat(states()).containsExactly("PAUSED");
        s3.accept();
        assertThat(whole.take(() -> HOUR)).get().isInstanceOf(RunResult.Done.class);
        assertThat(states()).containsExactly("DONE");
    }

    @Test
    void a_request_that_somebody_cancelled_is_a_failure_and_no_end() {
        Verifier cut = files.application
                .verifies()
                .verifier()
                .over(
                        listing -> (prefix, after) -> CompletableFuture.failedFuture(new CancellationException("cut")),
                        10);

        assertThatThrownBy(() -> cut.verify(
                        VerifySite.about("", BYTES), 3, VerifySite.totals(new VerifyProgress()), one -> {}, () -> true))
                .hasMessage("cut");
    }

    @Test
    void an_outage_of_the_database_at_a_repair_is_waited_out() {
        files.remove("images/3.jpg");
        Repair repair = files.application.verifies().repair();
        repair.require();
        Mending mending = new Mending(repair);
        files.sql("CREATE SEQUENCE nfs2s3.test_tries");
        files.sql("""
                CREATE OR REPLACE FUNCTION nfs2s3.test_fault() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF nextval('nfs2s3.test_tries') = 1 THEN RAISE EXCEPTION 'down' USING ERRCODE = '57P01'; END IF;
                    RETURN NEW;
                END $$
                """);
        files.sql("CREATE TRIGGER test_fault BEFORE UPDATE ON nfs2s3.media FOR EACH ROW"
                + " EXECUTE FUNCTION nfs2s3.test_fault()");
        try {
            assertThat(run(verify, mending)).isInstanceOf(RunResult.Done.class);
        } finally {
            files.sql("DROP FUNCTION nfs2s3.test_fault CASCADE");
        }

        assertThat(mending.done()).containsEntry(Act.FLIP_BACK, 1L);
        files.work();
    }

    private static void refuse(String key, int status, String code) {
        s3.befall(request -> request.key().equals(key) ? new S3Mishap.Refused(status, code) : new S3Mishap.Spared());
    }

    @Test
    void an_object_that_alone_fails_every_time_is_told_as_an_error() {
        refuse("images/2.jpg", 500, "InternalError");

        assertThat(run(verify)).isInstanceOf(RunResult.Done.class);

        assertThat(judged)
                .containsExactlyInAnyOrder(
                        "= images/1.jpg",
                        "! images/2.jpg ask",
                        "= images/3.jpg",
                        "- images/stranger.jpg foreign-object ask");
        assertThat(waits).as("what was waited for").anyMatch(reason -> !reason.isEmpty());
    }

    @Test
    void so_it_is_by_a_verify_without_a_record_which_an_outage_ends() {
        refuse("images/2.jpg", 500, "InternalError");

        assertThat(VerifySite.verify(application.verifies().verifier(), "", BYTES, new VerifyProgress()))
                .containsExactly(
                        "! images/2.jpg ask",
                        "- images/stranger.jpg foreign-object ask",
                        "= images/1.jpg",
                        "= images/3.jpg");

        s3.befall(request -> request.method().equals("HEAD") || request.method().equals("GET")
                ? new S3Mishap.Refused(500, "InternalError")
                : new S3Mishap.Spared());
        assertThatThrownBy(() -> VerifySite.verify(application.verifies().verifier(), "", BYTES, new VerifyProgress()))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.STORE_DOWN));
    }

    @ParameterizedTest
    @CsvSource({"403, AccessDenied", "400, InvalidRequest"})
    void so_is_one_that_the_store_alone_refuses_to_show(int status, String code) {
        refuse("images/stranger.jpg", status, code);
        List<String> details = new CopyOnWriteArrayList<>();

        assertThat(run(verify, null, one -> details.add(one.detail()))).isInstanceOf(RunResult.Done.class);

        assertThat(judged)
                .containsExactlyInAnyOrder(
                        "= images/1.jpg", "= images/2.jpg", "= images/3.jpg", "! images/stranger.jpg ask");
        assertThat(details)
                .filteredOn(detail -> detail.contains("refuses"))
                .singleElement()
                .asString()
                .contains("the store refuses it, and not others", status + " " + code)
                .doesNotContain("grant");
    }

    @Test
    void one_that_is_refused_is_no_error_of_its_own_where_no_object_is_shown() {
        s3.befall(request ->
                request.query().contains("list-type=2") || request.key().startsWith(".nfs2s3-probe/")
                        ? new S3Mishap.Spared()
                        : new S3Mishap.Refused(403, "AccessDenied"));

        assertThatThrownBy(() -> run(verify))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("grant s3:ListBucket");

        assertThat(judged).isEmpty();
    }

    @Test
    void so_is_one_that_no_row_names_and_that_is_busy_every_time() {
        refuse("images/stranger.jpg", 409, "OperationAborted");

        assertThat(run(verify)).isInstanceOf(RunResult.Done.class);

        assertThat(judged)
                .containsExactlyInAnyOrder(
                        "= images/1.jpg", "= images/2.jpg", "= images/3.jpg", "! images/stranger.jpg ask");
    }
}
