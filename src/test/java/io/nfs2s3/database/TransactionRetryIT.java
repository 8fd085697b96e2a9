package io.nfs2s3.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Together;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransactionRetryIT {
    private static TestSite site;
    private final AtomicInteger tries = new AtomicInteger();

    @BeforeAll
    static void open() {
        site = TestSite.open();
        site.jdbi().useHandle(handle -> handle.execute("CREATE TABLE counter (name text PRIMARY KEY, n integer)"));
        site.jdbi().useHandle(handle -> handle.execute("""
                CREATE FUNCTION raise_state(state text) RETURNS text LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION 'not yet' USING ERRCODE = state; END $$
                """));
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @BeforeEach
    void clear() {
        site.jdbi().useHandle(handle -> {
            handle.execute("TRUNCATE counter");
            handle.execute("INSERT INTO counter VALUES ('a', 0), ('b', 0)");
        });
    }

    private static void increment(Handle handle, String name) {
        handle.execute("UPDATE counter SET n = n + 1 WHERE name = ?", name);
    }

    /** Waits for the other thread, the first time that this one comes here. */
    private static void meet(CyclicBarrier barrier, AtomicInteger visits) {
        if (visits.getAndIncrement() == 0) {
            try {
                barrier.await(1, TimeUnit.MINUTES);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void of_two_transactions_in_a_deadlock_the_one_that_is_ended_runs_again() {
        CyclicBarrier barrier = new CyclicBarrier(2);

        Together.run(2, thread -> () -> {
            AtomicInteger visits = new AtomicInteger();
            return TransactionRetry.inTransaction(site.jdbi(), handle -> {
                tries.incrementAndGet();
                increment(handle, thread == 0 ? "a" : "b");
                meet(barrier, visits);
                increment(handle, thread == 0 ? "b" : "a");
                return true;
            });
        });

        assertThat(site.query("SELECT n::text FROM counter ORDER BY name")).isEqualTo(List.of("2", "2"));
        assertThat(tries.get())
                .as("the one that was ended may come too early and be ended once more")
                .isGreaterThanOrEqualTo(3);
    }

    @Test
    void a_transaction_that_cannot_be_serialized_runs_again() {
        CyclicBarrier barrier = new CyclicBarrier(2);

        Together.run(2, thread -> () -> {
            AtomicInteger visits = new AtomicInteger();
            return TransactionRetry.inTransaction(site.jdbi(), handle -> {
                tries.incrementAndGet();
                handle.setTransactionIsolationLevel(TransactionIsolationLevel.REPEATABLE_READ);
                handle.createQuery("SELECT n FROM counter").mapTo(Integer.class).list();
                meet(barrier, visits);
                increment(handle, "a");
                return true;
            });
        });

        assertThat(site.query("SELECT n::text FROM counter WHERE name = 'a'")).isEqualTo(List.of("2"));
        assertThat(tries).hasValue(3);
    }

    @Test
    void a_statement_of_its_own_runs_again_too() {
        for (String state : List.of("40P01", "40001")) {
            tries.set(0);

            int changed = TransactionRetry.statement(site.jdbi(), handle -> {
                boolean fails = tries.incrementAndGet() < 3;
                return handle.execute(
                        "UPDATE counter SET n = n + 1 WHERE name = 'a' AND (NOT ? OR raise_state(?) IS NULL)",
                        fails,
                        state);
            });

            assertThat(changed).isOne();
            assertThat(tries).hasValue(3);
        }
        assertThat(site.query("SELECT n::text FROM counter WHERE name = 'a'")).containsExactly("2");
    }

    @Test
    void another_error_is_passed_on_at_once_and_a_lasting_conflict_after_five_times() {
        assertThatThrownBy(() -> raise("23505")).isInstanceOf(JdbiException.class);
        assertThat(tries).hasValue(1);

        tries.set(0);
        assertThatThrownBy(() -> raise("40001")).isInstanceOf(JdbiException.class);
        assertThat(tries).hasValue(5);
    }

    private int raise(String state) {
        return TransactionRetry.statement(site.jdbi(), handle -> {
            tries.incrementAndGet();
            return handle.execute("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '" + state + "'; END $$");
        });
    }
}
