package io.nfs2s3.lab.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Something that is timed, with its times. */
record Call(String name, Runnable work, Samples samples) {
    private static final int WARM_UP_ROUNDS = 10_000;

    Call(String name, Runnable work) {
        this(name, work, new Samples());
    }

    /** Without taking the time, until the compiler has had its chance. */
    static void warmUp(List<Call> calls) {
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            calls.forEach(call -> call.work().run());
        }
    }

    /** One after the other in an order that is shuffled for each round, so that all see the same machine. */
    static void measure(List<Call> calls, int rounds) {
        List<Call> order = new ArrayList<>(calls);
        Random random = new Random(1);
        for (int i = 0; i < rounds; i++) {
            Collections.shuffle(order, random);
            for (Call call : order) {
                long start = System.nanoTime();
                call.work().run();
                call.samples().add(System.nanoTime() - start);
            }
        }
    }

    static void print(List<Call> calls) {
        calls.forEach(call ->
                System.out.printf("  %-32s %s%n", call.name(), call.samples().text()));
    }
}
