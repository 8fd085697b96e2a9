package io.nfs2s3.lab.devstack;

import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.slf4j.LoggerFactory;

/**
 * Leaves the integration tests out when they should run on containers and there is no Docker engine, and says so. JUnit
 * finds it by itself ({@code META-INF/services}), so that no suite can forget it. A filter, because an execution condition comes
 * too late: a suite opens its site in a static field.
 */
public final class DockerFilter implements PostDiscoveryFilter {
    private final boolean available = Stacks.isAvailable();

    /** Says it once, where it matters. */
    public DockerFilter() {
        if (!available) {
            LoggerFactory.getLogger(DockerFilter.class)
                    .warn("no Docker engine: the integration tests on containers are skipped");
        }
    }

    @Override
    public FilterResult apply(TestDescriptor test) {
        return FilterResult.includedIf(available || !needsSharedStack(test), () -> "", () -> "no Docker engine");
    }

    private static boolean needsSharedStack(TestDescriptor test) {
        return test.getSource()
                .filter(ClassSource.class::isInstance)
                .map(source -> ((ClassSource) source).getClassName())
                .filter(name -> name.endsWith("IT") && !name.equals(EmbeddedStackIT.class.getName()))
                .isPresent();
    }
}
