package io.nfs2s3.lab.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The stack that the other suites run on, embedded or containers. */
class SharedStackIT extends StackContract {
    @Override
    Stack stack() {
        return Stacks.shared();
    }

    @Override
    String name() {
        return "shared";
    }

    @Test
    void is_started_once() {
        assertThat(Stacks.shared()).isSameAs(Stacks.shared());
    }
}
