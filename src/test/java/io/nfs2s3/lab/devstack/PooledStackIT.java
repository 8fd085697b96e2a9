package io.nfs2s3.lab.devstack;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The stack of {@code -Dnfs2s3.stack=pgbouncer}, where there is a PgBouncer. */
class PooledStackIT extends StackContract {
    @TempDir
    private static Path directory;

    private static Stack stack;

    @BeforeAll
    static void start() {
        PgBouncer.missing().ifPresent(missing -> Assumptions.abort("skipped: " + missing));
        stack = PooledStack.before(EmbeddedStack.start(directory.resolve("stack")));
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @Override
    Stack stack() {
        return stack;
    }

    @Override
    String name() {
        return "pooled";
    }
}
