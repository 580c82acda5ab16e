package io.github.procession.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.function.Function0;
import io.github.procession.support.ThreadsToo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ThreadsToo
class ExecutorSubmitTest {
    /** An exception that calls itself equal to nothing. */
    static final class Falsey extends Exception {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean equals(Object other) {
            return other == null;
        }

        @Override
        public int hashCode() {
            return 0;
        }
    }

    static int power(int base, int exponent) {
        return (int) Math.pow(base, exponent);
    }

    static List<Object> capture(Object self, Object fn) {
        return Arrays.asList(self, fn);
    }

    static void nothing() {}

    @ParameterizedTest
    @EnumSource
    @Conformance("EX-01")
    void functionsOfAnyFormAreCalledWithoutCasts(Kind kind) throws Exception {
        try (var executor = kind.executor(1)) {
            assertEquals(256, executor.submit(ExecutorSubmitTest::power, 2, 8).result());
            int captured = 40;
            assertEquals(42, executor.submit(() -> captured + 2).result());
            assertNull(executor.submit(ExecutorSubmitTest::nothing).result());
            assertNull(executor.submit(() -> {
                        if (captured < 0) {
                            throw new java.io.IOException("checked");
                        }
                    })
                    .result());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("EX-02")
    void argumentsGoByNameToo(Kind kind) throws Exception {
        try (var executor = kind.executor(1)) {
            assertEquals(
                    8,
                    executor.target(ExecutorSubmitTest::power)
                            .args(2)
                            .kwargs(Map.of("exponent", 3))
                            .submit()
                            .result());
            assertEquals(
                    List.of(1, 2),
                    executor.target(ExecutorSubmitTest::capture)
                            .kwargs(Map.of("self", 1, "fn", 2))
                            .submit()
                            .result());
            assertThrows(NullPointerException.class, () -> executor.submit((Function0<Integer>) null));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("EX-21")
    void anExceptionThatIsEqualToNothingIsThrown(Kind kind) throws Exception {
        try (var executor = kind.executor(1)) {
            var future = executor.submit(() -> {
                throw new Falsey();
            });
            assertInstanceOf(Falsey.class, future.exception());
            assertThrows(ExecutionException.class, future::result);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("EX-19")
    void lessThanOneWorkerIsRefused(Kind kind) {
        assertThrows(IllegalArgumentException.class, () -> kind.executor(0));
        assertThrows(IllegalArgumentException.class, () -> kind.executor(-1));
    }

    @ParameterizedTest
    @EnumSource
    void javasBulkCallsWork(Kind kind) throws Exception {
        try (var executor = kind.executor(2)) {
            List<Function0<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                int number = i;
                tasks.add(() -> number * number);
            }
            List<Integer> results = new ArrayList<>();
            for (var future : executor.invokeAll(tasks)) {
                results.add(future.get());
            }
            assertEquals(List.of(0, 1, 4, 9, 16, 25, 36, 49, 64, 81), results);
            assertTrue(results.contains(executor.invokeAny(tasks)));
            List<Function0<Integer>> failing = List.of(
                    () -> {
                        throw new Exception("first");
                    },
                    () -> 7);
            assertEquals(7, executor.invokeAny(failing, 5, TimeUnit.MINUTES));
            assertThrows(ExecutionException.class, () -> executor.invokeAny(failing.subList(0, 1)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void listsOfLambdaExpressionsNeedNoCast(Kind kind) throws Exception {
        int captured = 5;
        try (var executor = kind.executor(2)) {
            List<Object> results = new ArrayList<>();
            for (var future : executor.invokeAll(List.of(() -> captured, () -> captured + 1))) {
                results.add(future.get());
            }
            for (var future : executor.invokeAll(List.of(() -> "in", () -> "time"), 5, TimeUnit.MINUTES)) {
                results.add(future.get());
            }
            assertEquals(List.of(5, 6, "in", "time"), results);
            int any = executor.invokeAny(List.of(() -> captured));
            int inTime = executor.invokeAny(List.of(() -> captured), 5, TimeUnit.MINUTES);
            assertEquals(List.of(5, 5), List.of(any, inTime));
        }
    }

    @Test
    void whatCannotBeSentIsRefusedWithAdvice() {
        try (var executor = new ProcessPoolExecutor(1)) {
            Runnable runnable = new ArrayList<>(List.of(1))::clear;
            var thrown = assertThrows(IllegalArgumentException.class, () -> executor.submit(runnable));
            assertTrue(thrown.getMessage().contains("implement java.io.Serializable"), thrown.getMessage());
            Callable<Integer> callable = () -> 1;
            assertThrows(IllegalArgumentException.class, () -> executor.submit(callable));
            assertFalse(executor.isShutdown());
        }
    }
}
