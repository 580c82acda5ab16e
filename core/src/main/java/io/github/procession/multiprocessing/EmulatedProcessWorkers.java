package io.github.procession.multiprocessing;

import io.github.procession.internal.call.CallForm;
import io.github.procession.internal.pool.PoolFunction;
import io.github.procession.internal.pool.PoolTask;
import io.github.procession.internal.pool.ThreadWorkers;
import io.github.procession.ipc.codec.Codec;
import io.github.procession.ipc.codec.Message;
import io.github.procession.ipc.memory.Session;
import java.io.Serializable;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Workers of a pool that are threads and stand for processes: each is a {@link ThreadChild}, and all that goes to one or
 * comes back is copied as it would be on the way between processes, or refused.
 */
final class EmulatedProcessWorkers implements ThreadWorkers {
    /** Time limit of the end of a pool, as long as for processes that it has killed. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final ThisProcess owner = ThisProcess.here();
    private final Object[] initializer; // what its message names must stay reachable
    private final byte[] encodedInitializer;

    EmulatedProcessWorkers(Object[] initializer) {
        this.initializer = initializer;
        this.encodedInitializer = initializer.length == 0 ? null : encode(initializer);
    }

    @Override
    public void start(String name, Runnable loop, Runnable onEnd) {
        ThisProcess caller = owner.enter(); // the process whose call has the pool grow
        try {
            ChildProcess life = new ChildProcess("Process");
            life.setName(name);
            life.setDaemon(true);
            life.startWorker(new Process(life), loop::run);
            life.sentinel().onReady(onEnd);
        } finally {
            caller.enter();
        }
    }

    @Override
    public Calls calls() {
        return new EmulatedCalls();
    }

    @Override
    public String describe(String name) {
        return name + " (pid " + ThisProcess.pid() + ")";
    }

    @Override
    public long patienceNanos() {
        return PATIENCE_NANOS;
    }

    private static byte[] encode(Object value) {
        try (Message message = Codec.encode(value)) {
            Session.current().requireHeld(message.addresses());
            return message.toByteArray();
        }
    }

    private final class EmulatedCalls implements Calls {
        /** The worker's own copy of each job's function, which goes with the job. */
        private final Map<PoolFunction, Serializable> functions = new WeakHashMap<>();

        @Override
        public void initialize() throws Exception {
            if (encodedInitializer != null) {
                CallForm.CALL_INLINE.apply(null, (Object[]) Codec.decode(encodedInitializer));
                Reference.reachabilityFence(initializer);
            }
        }

        @Override
        public Outcome call(PoolTask task) {
            byte[] inputs;
            try {
                function(task.job().function());
                inputs = encode(task.inputs());
            } catch (Throwable failure) { // the user's objects are at fault, and may throw anything
                return new Outcome(null, task.withArgument(failure, 0), false);
            }
            try {
                Object[] arguments = (Object[]) Codec.decode(inputs);
                return succeeded(
                        task.job().function().form().apply(function(task.job().function()), arguments));
            } catch (Throwable failure) { // anything that a task throws is its result
                return failed(failure);
            }
        }

        private @Nullable Serializable function(PoolFunction function) {
            if (function.form() == CallForm.CALL_INLINE) {
                return null; // it is among the inputs
            }
            return functions.computeIfAbsent(function, each -> (Serializable) Codec.decode(each.encoded()));
        }

        private Outcome succeeded(Object[] values) {
            try {
                return new Outcome((Object[]) arrived(values), null, true);
            } catch (Throwable e) { // the user's class is at fault, and may throw anything
                return failed(MaybeEncodingError.of(e, values.length == 1 ? values[0] : Arrays.asList(values)));
            }
        }

        private Outcome failed(Throwable failure) {
            try {
                return new Outcome(null, (Throwable) arrived(failure), true);
            } catch (Throwable e) { // the exception's own methods threw
                return new Outcome(null, MaybeEncodingError.of(e, failure), true);
            }
        }

        /** A result as the owner of the pool gets it. */
        private Object arrived(Object result) {
            byte[] encoded = encode(result);
            ThisProcess worker = owner.enter();
            try {
                return Codec.decode(encoded);
            } finally {
                worker.enter();
                Reference.reachabilityFence(result);
            }
        }
    }
}
