package io.github.procession.multiprocessing;

import io.github.procession.internal.Descriptors;
import io.github.procession.internal.Targets;
import io.github.procession.ipc.jvm.HeadReader;
import io.github.procession.ipc.jvm.ParentLink;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/**
 * The program of a child JVM: takes the start message, runs what it says, and ends with the exit code that Python's rules
 * give.
 *
 * <p>Each start passes here, so the class avoids what a young JVM is slow at: lambdas, string concatenation, and classes
 * that the target does not need.
 */
final class ChildMain {
    private static final int UNCAUGHT = 1;

    private ChildMain() {}

    /**
     * Entry point of a child JVM.
     *
     * @param args none, or two that ask for a {@link Training}, without a parent
     * @throws Exception when a training fails
     */
    public static void main(String[] args) throws Exception {
        if (args.length > 0) {
            Training.run(args[1]);
            return;
        }
        ParentLink link = ParentLink.open();
        if (link.isSpare()) {
            WarmUp.run(link);
        }
        link.receiveJob();
        int status;
        try {
            ThisProcess.become(link);
            if (ThisProcess.tellsLife()) {
                LifeEvents.childRuns();
            }
            status = runTask(link.head(), value(link));
        } catch (Throwable failure) {
            status = report(failure);
        }
        if (ThisProcess.tellsLife()) {
            LifeEvents.childEnds(status);
        }
        link.exit(status);
    }

    /** Does what a start message says. */
    static int runTask(HeadReader head, Object value) throws Throwable {
        switch (head.readByte()) {
            case StartMessages.METHOD -> {
                String type = head.readString();
                callMethod(
                        type, head.readString(), head.readString(), value == null ? new Object[0] : (Object[]) value);
            }
            case StartMessages.FUNCTION -> {
                Object[] values = (Object[]) value;
                Object[] arguments = new Object[values.length - 1];
                System.arraycopy(values, 1, arguments, 0, arguments.length);
                Targets.call((Serializable) values[0], arguments);
            }
            case StartMessages.PROCESS -> {
                Process process = (Process) value;
                process.becomeCurrent();
                ThisProcess.here().adopt(process);
                process.run();
            }
            default -> throw new IOException("the start message is not of this version of the library");
        }
        return 0;
    }

    private static Object value(ParentLink link) throws Throwable {
        try {
            return link.value();
        } catch (RuntimeException | LinkageError e) {
            throw StartFailure.explain(e);
        }
    }

    static void callMethod(String typeName, String name, String descriptor, Object[] arguments) throws Throwable {
        if (typeName.equals("io.github.procession.multiprocessing.PoolWorker")) {
            PoolWorker.serve(arguments); // reflection on a method of five parameters takes 30 ms to be linked
            return;
        }
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        Class<?> type;
        try {
            type = Class.forName(typeName, false, loader);
        } catch (ClassNotFoundException e) {
            throw StartFailure.missingClass(e.getMessage(), e);
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
    static int report(Throwable failure) {
        if (failure instanceof SystemExit exit) {
            Exits.print(exit);
            return exit.code();
        }
        PrintStream err = System.err;
        if (err != null) {
            synchronized (err) {
                err.print("Process ");
                err.print(ThisProcess.here().name());
                err.println(":");
                if (failure instanceof StartFailure) {
                    err.println(failure.getMessage());
                } else {
                    failure.printStackTrace(err);
                }
            }
        }
        return UNCAUGHT;
    }
}
