package io.github.procession.internal.pool;

import io.github.procession.internal.call.CallForm;
import io.github.procession.ipc.codec.Codec;
import io.github.procession.ipc.codec.Message;
import io.github.procession.serialization.DecodeException;
import io.github.procession.serialization.NotSendableException;
import java.io.Serializable;
import java.util.Arrays;

/** A task and its outcome as bytes that mean the same on every machine. */
public final class RemoteCall {
    private static final long MOST_BYTES = 1L << 28;
    private static final int FORM = 0;
    private static final int FUNCTION = 1;
    private static final int FIRST_INPUT = 2;

    private static final int VALUES = 0;
    private static final int FAILURE = 1;
    private static final int REFUSED = 2;

    private RemoteCall() {}

    /** A value for another machine; refuses what lives in the shared memory of this one. */
    public static byte[] encode(Object value) {
        return bytes(Codec.encode(value));
    }

    /** A value for a process of another machine, which gets it with its start; otherwise as {@link #encode(Object)}. */
    public static byte[] encodeForStart(Object value) {
        return bytes(Codec.encodeForStart(value));
    }

    private static byte[] bytes(Message encoded) {
        try (Message message = encoded) {
            if (message.addresses().length > 0) {
                throw new NotSendableException(
                        "a queue, lock, value or other object in the shared memory of this machine"
                                + " cannot go to another one: make it by Cluster.connect(url), and send its name");
            }
            if (message.size() > MOST_BYTES) {
                throw new NotSendableException(message.size() + " bytes are more than the " + MOST_BYTES
                        + " that go through a server: put the data where all can read it, and send its name");
            }
            return message.toByteArray();
        }
    }

    static byte[] encode(long id, PoolTask task) {
        PoolFunction function = task.job.function;
        Object[] message = new Object[FIRST_INPUT + task.inputs.length];
        try {
            message[FORM] = function.form().ordinal();
            if (function.form() != CallForm.CALL_INLINE) {
                message[FUNCTION] = encode(function.function());
            }
            System.arraycopy(task.inputs, 0, message, FIRST_INPUT, task.inputs.length);
            return RemoteMessage.of(id, encode(message));
        } catch (NotSendableException e) {
            throw e.element() < 0 ? ofInput(task, e) : (RuntimeException) task.withArgument(e, FIRST_INPUT);
        }
    }

    /** The refusal of the first input that cannot be sent by itself. */
    private static NotSendableException ofInput(PoolTask task, NotSendableException whole) {
        for (int i = 0; i < task.inputs.length; i++) {
            try {
                encode(task.inputs[i]);
            } catch (NotSendableException e) {
                return e.from(task.job.nameOfInput(task, i));
            }
        }
        return whole;
    }

    /**
     * Does a task in a worker, whatever it throws.
     *
     * @param task its message
     * @param place what failures call this worker
     * @return the outcome
     */
    public static byte[] run(byte[] task, String place) {
        long id = RemoteMessage.id(task);
        Object[] values;
        try {
            Object[] message = (Object[]) RemoteMessage.decode(task, "message");
            Serializable function =
                    message[FUNCTION] == null ? null : (Serializable) Codec.decode((byte[]) message[FUNCTION]);
            Object[] inputs = Arrays.copyOfRange(message, FIRST_INPUT, message.length);
            values = CallForm.of((Integer) message[FORM]).apply(function, inputs);
        } catch (Throwable failure) { // anything that a task throws is its result
            return failure(id, failure, place);
        } finally {
            Thread.interrupted(); // of this task
        }
        try {
            return RemoteMessage.of(id, encode(new Object[] {VALUES, place, values}));
        } catch (Throwable e) { // the user's class is at fault, and may throw anything
            return refused(id, refusal(e, values), values, place);
        }
    }

    /** The refusal of the result that cannot be sent, in place of that of the message. */
    private static Throwable refusal(Throwable whole, Object[] values) {
        if (whole instanceof NotSendableException e && e.element() >= 0) {
            for (Object value : values) {
                try {
                    encode(value);
                } catch (NotSendableException own) {
                    return own;
                }
            }
        }
        return whole;
    }

    private static byte[] refused(long id, Throwable reason, Object[] values, String place) {
        String text;
        try {
            text = String.valueOf(values.length == 1 ? values[0] : Arrays.asList(values));
        } catch (Throwable _) { // its toString is the user's, too
            text = "a result";
        }
        return RemoteMessage.of(id, encode(new Object[] {REFUSED, place, reason, text}));
    }

    /**
     * Calls a worker's initializer.
     *
     * @param initializer the function and its arguments, encoded
     * @throws Exception what it throws
     */
    public static void initialize(byte[] initializer) throws Exception {
        CallForm.CALL_INLINE.apply(null, (Object[]) Codec.decode(initializer));
    }

    /** The outcome of a task that failed without running. */
    public static byte[] failure(Throwable failure, String place) {
        return failure(RemoteMessage.ANY_TASK, failure, place);
    }

    /**
     * The outcome of a process that has ended.
     *
     * @param code its exit code
     * @return the outcome
     */
    public static byte[] exit(int code) {
        return RemoteMessage.of(RemoteMessage.ANY_TASK, encode(new Object[] {VALUES, "", new Object[] {code}}));
    }

    /**
     * Exit code of a process, from its outcome.
     *
     * @param outcome as {@link #exit} or {@link #failure(Throwable, String)} returns it
     * @return the exit code
     * @throws IllegalStateException if it did not run; the message says where and why
     */
    public static int exitCode(byte[] outcome) {
        Object[] parts = (Object[]) RemoteMessage.decode(outcome, "outcome");
        if ((Integer) parts[0] == VALUES) {
            return (Integer) ((Object[]) parts[2])[0];
        }
        throw new IllegalStateException("it cannot run on " + parts[1] + ": " + parts[2]);
    }

    private static byte[] failure(long id, Throwable failure, String place) {
        byte[] outcome;
        try {
            outcome = encode(new Object[] {FAILURE, place, failure});
        } catch (Throwable e) { // the exception's own methods threw
            outcome = encode(new Object[] {REFUSED, place, e, failure.getClass().getName()});
        }
        return RemoteMessage.of(id, outcome);
    }

    /** Receiver of what ended a task that did not end by itself. */
    interface FailureHandler {
        void failed(PoolTask task, Throwable reason, String place);
    }

    /** Delivery of a task's outcome to its job; a failure that does not come from the task goes to the handler. */
    static void tell(long id, PoolTask task, byte[] outcome, RemoteFailures failures, FailureHandler handler) {
        Object[] parts;
        long its = RemoteMessage.id(outcome);
        try {
            if (its != id && its != RemoteMessage.ANY_TASK) {
                throw new DecodeException("damaged message: the outcome of task " + its + " came for task " + id);
            }
            parts = (Object[]) RemoteMessage.decode(outcome, "outcome");
        } catch (Throwable e) { // the user's class cannot be rebuilt here, and may throw anything
            task.job.failed(task, e, null);
            return;
        }
        String place = (String) parts[1];
        switch ((Integer) parts[0]) {
            case VALUES -> task.job.succeeded(task, (Object[]) parts[2]);
            case FAILURE -> {
                if (its == RemoteMessage.ANY_TASK) {
                    handler.failed(task, (Throwable) parts[2], place);
                } else {
                    task.job.failed(task, (Throwable) parts[2], place);
                }
            }
            default -> task.job.failed(task, failures.notEncoded((Throwable) parts[2], (String) parts[3]), place);
        }
    }
}
