package io.nfs2s3.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;

/** The series of one gauge, which are shown anew with the figures. Of one thread at a time. */
final class Rows {
    private final MultiGauge gauge;
    private final List<Row<?>> rows = new ArrayList<>();

    /** Shows nothing yet. */
    Rows(MeterRegistry registry, String name, String help) {
        this.gauge = MultiGauge.builder(name).description(help).register(registry);
    }

    /** @param labels names and values in turn */
    Rows add(Number value, String... labels) {
        rows.add(Row.of(Tags.of(labels), value));
        return this;
    }

    /** The same for what is so or not: 1 or 0. */
    Rows add(boolean value, String... labels) {
        return add(value ? 1 : 0, labels);
    }

    /** Shows what was added since the last time, and nothing else any more. */
    void show() {
        gauge.register(rows, true);
        rows.clear();
    }
}
