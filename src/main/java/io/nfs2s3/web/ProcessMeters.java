package io.nfs2s3.web;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.function.Function;

/**
 * What a process says of itself, in few series and in base units. Micrometer's own meters of the processor are not clean for
 * {@code promtool}: one counts in nanoseconds, another one ends in {@code _count} and is no count of a histogram.
 */
public final class ProcessMeters implements MeterBinder {
    @Override
    public void bindTo(MeterRegistry registry) {
        FunctionCounter.builder("process.cpu.seconds", ProcessHandle.current(), ProcessMeters::cpuSeconds)
                .description("Processor time that the process has used")
                .register(registry);
        Gauge.builder(
                        "process.start.time.seconds",
                        () -> ManagementFactory.getRuntimeMXBean().getStartTime() / 1_000.0)
                .description("When the process was started, in seconds since 1970")
                .register(registry);
        memory(registry, "heap", MemoryMXBean::getHeapMemoryUsage);
        memory(registry, "nonheap", MemoryMXBean::getNonHeapMemoryUsage);
        Gauge.builder(
                        "jvm.memory.max.bytes",
                        () -> ManagementFactory.getMemoryMXBean()
                                .getHeapMemoryUsage()
                                .getMax())
                .description("Memory that the JVM may use at most")
                .tag("area", "heap")
                .register(registry);
        Gauge.builder(
                        "jvm.threads.live.threads",
                        () -> ManagementFactory.getThreadMXBean().getThreadCount())
                .description("Threads of the JVM")
                .register(registry);
        new FileDescriptorMetrics().bindTo(registry);
    }

    private static void memory(MeterRegistry registry, String area, Function<MemoryMXBean, MemoryUsage> usage) {
        Gauge.builder(
                        "jvm.memory.used.bytes",
                        () -> usage.apply(ManagementFactory.getMemoryMXBean()).getUsed())
                .description("Memory that the JVM uses")
                .tag("area", area)
                .register(registry);
    }

    private static double cpuSeconds(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }
}
