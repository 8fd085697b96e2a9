package io.nfs2s3.lab.devstack;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips integration tests, each class as a whole, when they should run on containers and there is no Docker engine. Found
 * by JUnit itself ({@code META-INF/services}), so that no suite can forget it.
 */
public final class StackCondition implements ExecutionCondition {
    private static final ConditionEvaluationResult GO_ON = ConditionEvaluationResult.enabled("the stack can be had");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        boolean needsShared = context.getTestClass()
                .filter(type -> type.getSimpleName().endsWith("IT") && type != EmbeddedStackIT.class)
                .isPresent();
        return needsShared && !Stacks.isAvailable()
                ? ConditionEvaluationResult.disabled("no Docker engine: container tests skipped")
                : GO_ON;
    }
}
