package io.github.procession.cluster;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips all tests of this module on a machine without a server, but not where CI=true: there they fail. */
public final class NeedsServer implements ExecutionCondition {
    private static final String MISSING =
            "no valkey-server or redis-server on the PATH: tests of the cluster are skipped (apt-get install"
                    + " redis-server)";
    private static boolean said;

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (TestServer.PROGRAM != null) {
            return ConditionEvaluationResult.enabled("there is a server");
        }
        if ("true".equals(System.getenv("CI"))) {
            throw new IllegalStateException(MISSING);
        }
        synchronized (NeedsServer.class) {
            if (!said) {
                said = true;
                System.out.println(MISSING);
            }
        }
        return ConditionEvaluationResult.disabled(MISSING);
    }
}
