package io.github.procession.multiprocessing;

import io.github.procession.internal.call.Descriptors;
import io.github.procession.internal.call.TargetMethod;
import io.github.procession.internal.pool.RemoteCall;
import io.github.procession.internal.pool.RemoteProcess;
import io.github.procession.ipc.codec.Codec;
import io.github.procession.ipc.codec.Message;
import io.github.procession.ipc.jvm.StartMessage;
import io.github.procession.ipc.jvm.StartWriter;
import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.serialization.NotSendableException;
import java.io.Serializable;
import java.lang.reflect.Executable;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Writer of start messages, which {@link ThisProcess#become} and {@link ChildTask} read: the identity of the child, and what it runs.
 *
 * <p>What it runs has one of three forms. {@link #METHOD}: names of a class and its method, the value is the array of
 * its arguments, none for no arguments. {@link #FUNCTION}: the value is an array of the function itself and its
 * arguments. {@link #PROCESS}: the value is the process object, whose {@code run()} is called.
 */
final class StartMessages {
    static final int METHOD = 'M';
    static final int FUNCTION = 'F';
    static final int PROCESS = 'P';

    private StartMessages() {}

    static StartMessage encode(Process process, ChildIdentity child) {
        StartWriter header = new StartWriter();
        writeIdentity(header, child);
        return encodeTask(header, process);
    }

    /** For a child in this JVM, which needs not be told who it is. */
    static StartMessage encode(Process process) {
        return encodeTask(new StartWriter(), process);
    }

    private static StartMessage encodeTask(StartWriter header, Process process) {
        Object value = writeTask(header, process);
        try {
            return StartMessage.encode(header.toByteArray(), value);
        } catch (NotSendableException e) {
            throw withArgument(e, value, process);
        }
    }

    /** The refusal with the name of the argument in place of its index in the array that was encoded. */
    static NotSendableException withArgument(NotSendableException e, Object value, Process process) {
        if (!(value instanceof Object[] values) || e.element() < 0) {
            return e;
        }
        int inFront = values.length - process.arguments().length;
        int index = e.element();
        TargetMethod method = TargetMethod.of(process.target());
        String what = method == null ? "the target" : method.describe();
        if (method == null && index == 0) {
            return e.from(what);
        }
        if (index < inFront) {
            return ofCapture(process.target(), e.from("captured argument " + (index + 1) + " of " + what));
        }
        return e.from("argument " + (index - inFront + 1) + " of " + what);
    }

    /** The target, or one of its arguments, by its index in {@link #functionAndArguments}. */
    static String describe(Process process, int index) {
        TargetMethod method = TargetMethod.of(process.target());
        String target = method == null ? "the target" : method.describe();
        return index == 0 ? target : "argument " + index + " of " + target;
    }

    /** The refusal of a function itself, which says how to do without what it has captured. */
    private static NotSendableException ofCapture(Serializable target, NotSendableException otherwise) {
        try (Message _ = Codec.encodeForStart(target)) {
            return otherwise;
        } catch (NotSendableException e) {
            return e;
        }
    }

    /** The name of the class whose code the child runs first. */
    static String taskClass(Process process) {
        Serializable target = process.target();
        if (process.getClass() != Process.class || target == null) {
            return process.getClass().getName();
        }
        TargetMethod method = TargetMethod.of(target);
        return method == null
                ? target.getClass().getName()
                : method.executable().getDeclaringClass().getName();
    }

    /** What {@link ChildTask#callFunction} takes. */
    static Object[] functionAndArguments(Process process) {
        Object[] values = new Object[1 + process.arguments().length];
        values[0] = process.target();
        System.arraycopy(process.arguments(), 0, values, 1, process.arguments().length);
        return values;
    }

    private static void writeIdentity(StartWriter header, ChildIdentity child) {
        header.writeString(ThisProcess.here().name());
        header.writeString(child.name());
        header.writeByte(child.daemon() ? 1 : 0);
        header.writeInt(child.numbers().length);
        for (int number : child.numbers()) {
            header.writeInt(number);
        }
        header.writeBytes(child.authKey());
        header.writeByte(child.method() == StartMethod.FORKSERVER ? 1 : 0);
        header.writeInt(child.startedIn().length);
        for (String name : child.startedIn()) {
            header.writeString(name);
        }
        Level logged = LibraryLogger.stderrLevel();
        header.writeByte(logged == null ? 0 : 1 + logged.ordinal());
        if (logged != null) {
            LifecycleLog.tellTheEnd();
        }
    }

    private static Object writeTask(StartWriter header, Process process) {
        if (process.getClass() != Process.class) {
            header.writeByte(PROCESS);
            return process;
        }
        Serializable target = process.target();
        TargetMethod method = TargetMethod.of(target);
        if (method == null || !target.getClass().isHidden() || !method.isReachable()) {
            header.writeByte(FUNCTION);
            return functionAndArguments(process);
        }
        Executable executable = method.executable();
        header.writeByte(METHOD);
        header.writeString(executable.getDeclaringClass().getName());
        header.writeString(method.isConstructor() ? "<init>" : executable.getName());
        header.writeString(Descriptors.of(executable));
        Object[] values = method.withCaptured(process.arguments());
        return values.length == 0 ? null : values;
    }

    /**
     * Start message of a process on another machine: its identity, and what it runs, which is the process object, or the target
     * and its arguments. It is decoded when the child is already that process, as objects that arrive belong to it.
     *
     * @param parent name of the process that has started it
     * @param name its name
     * @param daemon whether it is a daemon
     * @param numbers numbers of its ancestors and of itself, by which its children are named
     * @param authKey key of the program's connections
     * @param task what it runs, encoded
     */
    record Remote(String parent, String name, boolean daemon, int[] numbers, byte[] authKey, byte[] task)
            implements Callable<Void>, Serializable {
        static RemoteProcess encode(Process process, ChildIdentity child, List<String> jvmOptions) {
            Remote start = new Remote(
                    ThisProcess.here().name(),
                    child.name(),
                    child.daemon(),
                    child.numbers(),
                    child.authKey(),
                    encodeTask(process));
            return new RemoteProcess(child.name(), jvmOptions, RemoteCall.encode(start));
        }

        private static byte[] encodeTask(Process process) {
            Object task = process.getClass() == Process.class ? functionAndArguments(process) : process;
            try {
                return RemoteCall.encodeForStart(task);
            } catch (NotSendableException e) {
                throw e.element() < 0 && task instanceof Object[] values
                        ? ofArgument(process, values, e)
                        : withArgument(e, task, process);
            }
        }

        /** The refusal of the first argument that cannot be sent by itself, such as an object of this machine's memory. */
        private static NotSendableException ofArgument(Process process, Object[] values, NotSendableException whole) {
            for (int i = 0; i < values.length; i++) {
                try {
                    RemoteCall.encodeForStart(values[i]);
                } catch (NotSendableException e) {
                    return e.from(describe(process, i));
                }
            }
            return whole;
        }

        @Override
        public @Nullable Void call() throws Exception {
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
            return null;
        }

        private static Exception asException(Throwable failure) {
            if (failure instanceof Error error) {
                throw error;
            }
            return (Exception) failure;
        }
    }
}
