package io.github.procession.internal.pool;

import io.github.procession.internal.call.CallForm;
import io.github.procession.ipc.codec.Codec;
import io.github.procession.ipc.codec.Message;
import io.github.procession.ipc.system.PerClass;
import java.io.Serializable;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A function that tasks of one job have in common. It is encoded once and sent to each worker once, under a number; a
 * function that captures nothing keeps its number for all jobs.
 */
public final class PoolFunction {
    /** The function travels among the inputs. */
    public static final int NO_ID = 0;

    private static final AtomicInteger LAST_ID = new AtomicInteger();

    /** Numbers of lambdas and method references without captures, of which each class has one meaning. */
    private static final ClassValue<Integer> LASTING_IDS = new ClassValue<>() {
        @Override
        protected Integer computeValue(Class<?> type) {
            return type.isHidden() && type.getDeclaredFields().length == 0 ? LAST_ID.incrementAndGet() : NO_ID;
        }
    };

    /** How long the encoding of inputs and the decoding of results takes, by the class of the function. */
    private static final PerClass<CodingSpeed> SPEEDS = new PerClass<>(_ -> new CodingSpeed());

    private final Serializable function;
    private final CodingSpeed speed;
    private final CallForm form;
    private final int id;
    private final boolean lasting;
    private byte[] encoded;

    private PoolFunction(Serializable function, CallForm form, int id, boolean lasting) {
        this.function = function;
        this.speed = SPEEDS.get(function.getClass());
        this.form = form;
        this.id = id;
        this.lasting = lasting;
    }

    /** A function for a single call. */
    public static PoolFunction forCall(Serializable function) {
        int id = LASTING_IDS.get(Objects.requireNonNull(function, "function").getClass());
        return new PoolFunction(function, id == NO_ID ? CallForm.CALL_INLINE : CallForm.CALL, id, true);
    }

    /** A function for many calls. */
    public static PoolFunction forMany(Serializable function, CallForm form) {
        int id = LASTING_IDS.get(Objects.requireNonNull(function, "function").getClass());
        boolean lasting = id != NO_ID;
        return new PoolFunction(function, form, lasting ? id : LAST_ID.incrementAndGet(), lasting);
    }

    public Serializable function() {
        return function;
    }

    CodingSpeed speed() {
        return speed;
    }

    public CallForm form() {
        return form;
    }

    public int id() {
        return id;
    }

    /** Whether workers keep it after the job. */
    boolean isLasting() {
        return lasting;
    }

    /** The inputs of a single call, as its form wants them. */
    public Object[] inputs(Object[] arguments) {
        if (form != CallForm.CALL_INLINE) {
            return arguments;
        }
        Object[] inputs = new Object[arguments.length + 1];
        inputs[0] = function;
        System.arraycopy(arguments, 0, inputs, 1, arguments.length);
        return inputs;
    }

    /** The function as a message; what it captures is read now, the first time. */
    public synchronized byte[] encoded() {
        if (encoded == null) {
            try (Message message = Codec.encode(function)) {
                encoded = message.toByteArray();
            }
        }
        return encoded;
    }
}
