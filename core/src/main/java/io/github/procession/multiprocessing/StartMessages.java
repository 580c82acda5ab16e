package io.github.procession.multiprocessing;

import io.github.procession.internal.Descriptors;
import io.github.procession.internal.TargetMethod;
import io.github.procession.ipc.jvm.HeadWriter;
import io.github.procession.ipc.jvm.StartMessage;
import io.github.procession.serialization.NotSendableException;
import java.io.Serializable;
import java.lang.reflect.Executable;
import org.slf4j.event.Level;

/**
 * Writes what {@link ThisProcess#become} and {@link ChildMain} read: who the child is, and what it runs.
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

    static StartMessage encode(Process process, ChildLife life) {
        HeadWriter head = new HeadWriter();
        writeIdentity(head, life);
        return encodeTask(head, process);
    }

    /** For a child in this JVM, which needs not be told who it is. */
    static StartMessage encode(Process process) {
        return encodeTask(new HeadWriter(), process);
    }

    private static StartMessage encodeTask(HeadWriter head, Process process) {
        Object value = writeTask(head, process);
        try {
            return StartMessage.encode(head.toByteArray(), value);
        } catch (NotSendableException e) {
            throw new NotSendableException(withArgument(e.getMessage(), value, process), e);
        }
    }

    /** Says which argument it is, where the codec's path begins with an index of the array that only we know. */
    private static String withArgument(String message, Object value, Process process) {
        int end = message.indexOf(']');
        if (!(value instanceof Object[] values) || !message.startsWith("[") || end < 2) {
            return message;
        }
        int index = Integer.parseInt(message, 1, end, 10);
        int inFront = values.length - process.arguments().length;
        TargetMethod method = TargetMethod.of(process.target());
        String what = method == null ? "the target" : method.describe();
        String rest = message.substring(end + 1);
        String where = index < inFront ? "captured argument " + (index + 1) : "argument " + (index - inFront + 1);
        return where + " of " + what
                + (rest.startsWith(":") ? rest : ", " + (rest.startsWith(".") ? rest.substring(1) : rest));
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

    private static void writeIdentity(HeadWriter head, ChildLife life) {
        head.writeString(ThisProcess.here().name());
        head.writeString(life.getName());
        head.writeByte(life.isDaemon() ? 1 : 0);
        head.writeInt(life.identity().length);
        for (int number : life.identity()) {
            head.writeInt(number);
        }
        head.writeBytes(life.authKey());
        head.writeByte(life.startMethod() == StartMethod.FORKSERVER ? 1 : 0);
        String[] initializers = life.startedIn();
        head.writeInt(initializers.length);
        for (String name : initializers) {
            head.writeString(name);
        }
        Level logged = LibraryLogger.stderrLevel();
        head.writeByte(logged == null ? 0 : 1 + logged.ordinal());
        if (logged != null) {
            LifeEvents.tellTheEnd();
        }
    }

    private static Object writeTask(HeadWriter head, Process process) {
        if (process.getClass() != Process.class) {
            head.writeByte(PROCESS);
            return process;
        }
        Serializable target = process.target();
        TargetMethod method = TargetMethod.of(target);
        if (method == null || !target.getClass().isHidden() || !method.isReachable()) {
            head.writeByte(FUNCTION);
            Object[] values = new Object[1 + process.arguments().length];
            values[0] = target;
            System.arraycopy(process.arguments(), 0, values, 1, process.arguments().length);
            return values;
        }
        Executable executable = method.executable();
        head.writeByte(METHOD);
        head.writeString(executable.getDeclaringClass().getName());
        head.writeString(method.isConstructor() ? "<init>" : executable.getName());
        head.writeString(Descriptors.of(executable));
        Object[] values = method.withCaptured(process.arguments());
        return values.length == 0 ? null : values;
    }
}
