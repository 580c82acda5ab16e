package io.github.procession.multiprocessing;

import io.github.procession.function.Action0;
import io.github.procession.internal.pool.RemoteCall;
import io.github.procession.internal.pool.RemoteProcess;
import io.github.procession.ipc.codec.Codec;
import io.github.procession.serialization.NotSendableException;
import java.util.List;

/**
 * Start message of a process on another machine: its identity, and what it runs, which is the process object, or the target
 * and its arguments. It is decoded when the child is already that process, as objects that arrive belong to it.
 */
record RemoteStart(String parent, String name, boolean daemon, int[] numbers, byte[] authKey, byte[] task)
        implements Action0 {
    static RemoteProcess encode(Process process, ChildIdentity child, List<String> jvmOptions) {
        RemoteStart start = new RemoteStart(
                ThisProcess.here().name(),
                child.name(),
                child.daemon(),
                child.numbers(),
                child.authKey(),
                encodeTask(process));
        return new RemoteProcess(child.name(), jvmOptions, RemoteCall.encode(start));
    }

    private static byte[] encodeTask(Process process) {
        Object task = process.getClass() == Process.class ? StartMessages.functionAndArguments(process) : process;
        try {
            return RemoteCall.encode(task);
        } catch (NotSendableException e) {
            throw e.element() < 0 && task instanceof Object[] values
                    ? ofArgument(process, values, e)
                    : StartMessages.withArgument(e, task, process);
        }
    }

    /** The refusal of the first argument that cannot be sent by itself, such as an object of this machine's memory. */
    private static NotSendableException ofArgument(Process process, Object[] values, NotSendableException whole) {
        for (int i = 0; i < values.length; i++) {
            try {
                RemoteCall.encode(values[i]);
            } catch (NotSendableException e) {
                return e.from(StartMessages.describe(process, i));
            }
        }
        return whole;
    }

    @Override
    public void run() throws Exception {
        ThisProcess.here().become(this);
        Object decoded;
        try {
            decoded = Codec.decode(task);
        } catch (RuntimeException | LinkageError e) {
            throw asException(StartFailure.explain(e));
        }
        try {
            if (decoded instanceof Process process) {
                ChildTask.runProcess(process);
            } else {
                ChildTask.callFunction((Object[]) decoded);
            }
        } catch (Throwable e) {
            throw asException(e);
        }
    }

    private static Exception asException(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return (Exception) failure;
    }
}
