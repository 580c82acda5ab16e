package io.github.procession.ipc.codec;

import static io.github.procession.ipc.codec.Sample.of;

import io.github.procession.serialization.RemoteException;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Exceptions, alone and inside other values. */
final class ThrowableSamples {
    static final List<Sample> LIST = List.of(
            of("RuntimeException", () -> new RuntimeException("boom")),
            of("exception without message", () -> new IllegalStateException()),
            of("cause and suppressed", () -> {
                Exception exception = new IllegalStateException("outer", new IOException("inner"));
                exception.addSuppressed(new IllegalArgumentException("aside"));
                return exception;
            }),
            of(
                    "no cause, then initCause on the copy",
                    () -> new Exception("x"),
                    actual -> ((Exception) actual).initCause(new Error()) == actual),
            of("addSuppressed on the copy", () -> new Exception("x"), actual -> {
                ((Exception) actual).addSuppressed(new Error());
                return ((Exception) actual).getSuppressed().length == 1;
            }),
            of("ArithmeticException", () -> catching(() -> 1 / zero())),
            of(
                    "StackOverflowError",
                    () -> catching(ThrowableSamples::overflow),
                    actual -> actual instanceof StackOverflowError error && error.getStackTrace().length > 500),
            of("OutOfMemoryError", () -> new OutOfMemoryError("fake")),
            of("ExecutionException", () -> new ExecutionException(new IOException("x"))),
            of(
                    "SQLException",
                    () -> new SQLException("reason", "state", 7),
                    actual -> ((SQLException) actual).getErrorCode() == 7),
            of(
                    "NullPointerException with helpful message",
                    () -> catching(() -> nothing().length()),
                    actual -> ((NullPointerException) actual).getMessage().contains("Cannot invoke")),
            of("UncheckedIOException", () -> new UncheckedIOException("x", new IOException("y"))),
            of(
                    "DateTimeParseException",
                    () -> catching(() -> LocalDate.parse("nonsense")),
                    actual ->
                            ((DateTimeParseException) actual).getParsedString().equals("nonsense")),
            of(
                    "PatternSyntaxException",
                    () -> catching(() -> Pattern.compile("(")),
                    actual -> ((PatternSyntaxException) actual).getPattern().equals("(")),
            of("own exception with fields", () -> new OrderException("o", 7, List.of("a"))),
            of(
                    "own exception with a record, not Serializable",
                    () -> new RecordException(new ShapeSamples.Pair("a", 1))),
            of(
                    "own exception with a thread",
                    () -> new ThreadException("with thread"),
                    actual -> actual instanceof ThreadException exception
                            && exception.thread == null
                            && exception.number == 3
                            && exception.getMessage().equals("with thread")),
            of(
                    "own exception with a list holding a thread",
                    () -> new ListException(new ArrayList<>(List.of(new Thread()))),
                    actual -> actual instanceof ListException exception && exception.list == null),
            of("own exception with getMessage()", () -> new Exception("secret") {
                private static final long serialVersionUID = 1L;

                @Override
                public String getMessage() {
                    return "shown";
                }
            }),
            of("own Error with cause", () -> new OwnError(new IOException("x"))),
            of("exception without stack trace", () -> new QuietException("quiet")),
            of(
                    "circular cause",
                    () -> {
                        Exception first = new Exception("first");
                        Exception second = new Exception("second", first);
                        first.initCause(second);
                        return first;
                    },
                    actual -> ((Exception) actual).getCause().getCause() == actual),
            of(
                    "suppressed refers back",
                    () -> {
                        Exception first = new Exception("first");
                        first.addSuppressed(new Exception("second", first));
                        return first;
                    },
                    actual -> ((Exception) actual).getSuppressed()[0].getCause() == actual),
            of(
                    "same exception twice in a list",
                    () -> {
                        Exception exception = new Exception("x");
                        return List.of(exception, exception);
                    },
                    actual -> ((List<?>) actual).get(0) == ((List<?>) actual).get(1)),
            of(
                    "cause shared with a sibling",
                    () -> {
                        Exception cause = new Exception("cause");
                        return List.of(cause, new Exception("outer", cause));
                    },
                    actual -> ((Exception) ((List<?>) actual).get(1)).getCause() == ((List<?>) actual).get(0)),
            of(
                    "exception in a record",
                    () -> new Failed(new IOException("x"), 3),
                    actual -> ((Failed) actual).reason() instanceof IOException),
            of(
                    "job holding its failed exception",
                    () -> {
                        Job job = new Job();
                        job.failure = new JobException(job);
                        return job;
                    },
                    actual -> ((JobException) ((Job) actual).failure).job == actual),
            of(
                    "exception with a back reference to its job",
                    () -> {
                        Job job = new Job();
                        job.failure = new JobException(job);
                        return job.failure;
                    },
                    actual -> ((JobException) actual).job.failure == actual),
            of(
                    "RemoteException",
                    () -> new RemoteException("a.B", "m", "a.B: m", null),
                    actual -> ((RemoteException) actual).remoteClassName().equals("a.B")));

    private ThrowableSamples() {}

    interface Action {
        Object run() throws Exception;
    }

    static Throwable catching(Action action) {
        try {
            action.run();
        } catch (Throwable e) {
            return e;
        }
        throw new AssertionError("nothing thrown");
    }

    private static int zero() {
        return 0;
    }

    private static String nothing() {
        return null;
    }

    private static int overflow() {
        return overflow() + 1;
    }

    record Failed(Exception reason, int count) {}

    static final class Job {
        Exception failure;
    }

    static final class JobException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial")
        final Job job;

        JobException(Job job) {
            super("failed");
            this.job = job;
        }
    }

    static final class OrderException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        final int number;

        @SuppressWarnings("serial")
        final List<String> items;

        OrderException(String message, int number, List<String> items) {
            super(message);
            this.number = number;
            this.items = items;
        }
    }

    static final class RecordException extends Exception {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial")
        final ShapeSamples.Pair pair;

        RecordException(ShapeSamples.Pair pair) {
            super("pair " + pair);
            this.pair = pair;
        }
    }

    static final class ThreadException extends Exception {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial")
        final Thread thread = Thread.currentThread();

        final int number = 3 + thread.getName().length() * 0;

        ThreadException(String message) {
            super(message);
        }
    }

    static final class ListException extends Exception {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial")
        final List<Thread> list;

        ListException(List<Thread> list) {
            this.list = list;
        }
    }

    static final class OwnError extends Error implements Serializable {
        private static final long serialVersionUID = 1L;

        OwnError(Throwable cause) {
            super(cause);
        }
    }

    static final class QuietException extends Exception {
        private static final long serialVersionUID = 1L;

        QuietException(String message) {
            super(message, null, false, false);
        }
    }
}
