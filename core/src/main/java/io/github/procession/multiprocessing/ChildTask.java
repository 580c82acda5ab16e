package io.github.procession.multiprocessing;

import io.github.procession.internal.call.Descriptors;
import io.github.procession.internal.call.Targets;
import io.github.procession.ipc.jvm.StartReader;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.report.FailureText;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/**
 * Task of a child, as its start message has it, and its outcome: an exit code by Python's rules. Written, as
 * {@link ChildMain} is, without what a young JVM is slow at.
 */
final class ChildTask {
    private static final int UNCAUGHT = 1;

    private ChildTask() {}

    /** Does what a start message says. */
    static void run(StartReader header, Object value) throws Throwable {
        run(header.readByte(), header, value);
    }

    /** Does what a start message of a form says. */
    static void run(int form, StartReader header, Object value) throws Throwable {
        switch (form) {
            case StartMessages.METHOD ->
                callMethod(header.readString(), header.readString(), header.readString(), arguments(value));
            case StartMessages.FUNCTION -> callFunction((Object[]) value);
            case StartMessages.PROCESS -> runProcess((Process) value);
            default -> throw new IOException("the start message is not of this version of the library");
        }
    }

    /** Calls a function that stands before its arguments. */
    static void callFunction(Object[] values) throws Exception {
        Object[] arguments = new Object[values.length - 1];
        System.arraycopy(values, 1, arguments, 0, arguments.length);
        Targets.call((Serializable) values[0], arguments);
    }

    static void runProcess(Process process) throws Exception {
        process.becomeCurrent();
        ThisProcess.here().adopt(process);
        process.run();
    }

    /** The arguments that come with a start message for a method. */
    static Object[] arguments(Object value) {
        return value == null ? new Object[0] : (Object[]) value;
    }

    static void callMethod(String typeName, String name, String descriptor, Object[] arguments) throws Throwable {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        Class<?> type;
        try {
            type = Class.forName(typeName, false, loader);
        } catch (ClassNotFoundException e) {
            throw StartFailure.missingClass(e, e);
        }
        try {
            if (name.equals("<init>")) {
                Constructor<?> constructor = Descriptors.findConstructor(type, descriptor);
                constructor.trySetAccessible();
                constructor.newInstance(arguments);
                return;
            }
            Method method = Descriptors.find(type, name, descriptor);
            method.trySetAccessible();
            if (Modifier.isStatic(method.getModifiers())) {
                method.invoke(null, arguments);
            } else {
                Object[] rest = new Object[arguments.length - 1];
                System.arraycopy(arguments, 1, rest, 0, rest.length);
                method.invoke(arguments[0], rest);
            }
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Prints why a process ends, and says with which status. */
    static int report(Throwable thrown) {
        Throwable failure =
                thrown instanceof ExceptionInInitializerError ? RecursiveStartException.first(thrown) : thrown;
        if (failure instanceof SystemExit exit) {
            exit.print();
            return exit.code();
        }
        PrintStream err = System.err;
        if (err != null && !isEndedByParent()) {
            String title = "Process " + ThisProcess.here().name() + ":" + System.lineSeparator();
            if (failure instanceof StartFailure) {
                err.println(title + failure.getMessage());
            } else {
                FailureText.print(title, failure, err);
            }
        }
        return UNCAUGHT;
    }

    /** The parent, which ends itself, ends this process: what the end of others does to it is nobody's mistake. */
    private static boolean isEndedByParent() {
        Session session = Session.currentOrNull();
        return session != null && session.isEndedByParent(ThisProcess.here().isDaemon());
    }
}
