package io.github.procession.ipc.memory;

import io.github.procession.ipc.report.LibraryLogger;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/**
 * Actions of this process at its end, in a fixed order: children are ended before the folder they use is removed.
 *
 * <p>The virtual machine runs shutdown hooks all at once, so there is only one, and it runs the stages.
 */
public final class ExitSequence {
    /** Message for a call that comes too late. */
    static final String ENDING = "this program is ending and has given up its shared memory: pools, managers and shared"
            + " objects can be used before its end, not in shutdown hooks";

    private static final long MAKING_SECONDS = 10;

    private static final Map<Integer, Runnable> STAGES = new TreeMap<>();
    private static final Runnable ALL = ExitSequence::run;
    private static Thread hook; // guarded by the class, as are the stages
    private static volatile boolean ending;

    private ExitSequence() {}

    /**
     * Adds a stage.
     *
     * @param order stages run in ascending order, those of one order as they were added
     * @param action what to do; a failure is logged and does not stop the later stages
     * @throws IllegalStateException if this process is already ending
     */
    public static synchronized void add(int order, Runnable action) {
        if (ending) {
            throw new IllegalStateException(ENDING, new EndOfProgram(null));
        }
        if (STAGES.isEmpty()) {
            hook = new Thread(null, heldBySelf(ALL), "procession-exit", 0, false);
            try {
                Runtime.getRuntime().addShutdownHook(hook);
            } catch (IllegalStateException e) {
                throw new IllegalStateException(ENDING, new EndOfProgram(e));
            }
        }
        STAGES.merge(order, action, (before, added) -> () -> {
            try {
                before.run();
            } finally {
                added.run();
            }
        });
    }

    /**
     * Adds a stage that removes what threads may be making when this process ends: the JVM does not wait for such a thread. To be
     * called before it is made.
     *
     * @param order as for {@link #add(int, Runnable)}
     * @param making held by who makes it; the stage waits for it, ten seconds at most: a moment, but on a machine without time for it
     * @param action with the lock, unless that was not free in time
     * @throws IllegalStateException if this process is already ending
     */
    public static void add(int order, Lock making, Runnable action) {
        add(order, () -> {
            boolean locked = false;
            try {
                locked = making.tryLock() || making.tryLock(MAKING_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            try {
                action.run();
            } finally {
                if (locked) {
                    making.unlock();
                }
            }
        });
    }

    /**
     * Runs the only stage in the current thread, which saves the end of this process a thread. Nothing happens when there are
     * others, or when the process is already ending.
     *
     * @param order of the stage, which may run before the user's shutdown hooks
     */
    public static void runAlone(int order) {
        Runnable action;
        synchronized (ExitSequence.class) {
            if (ending || STAGES.size() != 1 || !STAGES.containsKey(order)) {
                return;
            }
            try {
                if (!Runtime.getRuntime().removeShutdownHook(hook)) {
                    return;
                }
            } catch (IllegalStateException _) {
                return; // another thread has begun to end this process, and the hook runs
            }
            action = STAGES.remove(order);
            ending = true;
        }
        action.run();
    }

    /**
     * Whether this process is ending: its children are ended then, and need not be replaced.
     *
     * @return true from the beginning of the sequence
     */
    public static boolean isEnding() {
        return ending;
    }

    /**
     * Whether the JVM runs its shutdown hooks: those of the program run beside the sequence, and may come before it.
     *
     * @return true from the beginning of the JVM's end
     */
    public static boolean isShuttingDown() {
        try {
            Runtime.getRuntime().removeShutdownHook(new Thread(null, ALL, "procession-probe", 0, false)); // never added
            return false;
        } catch (IllegalStateException _) {
            return true;
        }
    }

    /**
     * Refuses to start a process in a shutdown hook, whose program would not live to see what becomes of it.
     *
     * @param refusal what is refused, as {@link EndOfProgram#refuse} takes it
     * @throws IllegalStateException if the JVM runs its shutdown hooks
     */
    public static void requireNotShuttingDown(String refusal) {
        if (isShuttingDown()) {
            throw EndOfProgram.refuse(refusal);
        }
    }

    /**
     * The action, for a hook of the JVM. The JVM holds its hooks for ever. A class loader of a container that has loaded this
     * library must not be held with them, so such a hook has a reference to the action that does not hold it.
     */
    private static Runnable heldBySelf(Runnable action) {
        ClassLoader loader = ExitSequence.class.getClassLoader();
        if (loader == ClassLoader.getSystemClassLoader()) {
            return action;
        }
        try {
            // made of classes of the JDK alone
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            MethodHandle run = lookup.findVirtual(Runnable.class, "run", MethodType.methodType(void.class));
            MethodHandle isThere =
                    lookup.findStatic(Objects.class, "nonNull", MethodType.methodType(boolean.class, Object.class));
            MethodHandle runIfThere = MethodHandles.guardWithTest(
                    isThere.asType(MethodType.methodType(boolean.class, Runnable.class)),
                    run,
                    MethodHandles.empty(run.type()));
            MethodHandle get = lookup.findVirtual(WeakReference.class, "get", MethodType.methodType(Object.class))
                    .bindTo(new WeakReference<>(action))
                    .asType(MethodType.methodType(Runnable.class));
            return MethodHandleProxies.asInterfaceInstance(
                    Runnable.class, MethodHandles.collectArguments(runIfThere, 0, get));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Runs the stages now and takes the hook back from the JVM. Nothing happens when the JVM is ending, which runs them itself.
     * Afterwards this class loader's part of the process has ended.
     *
     * @return whether the stages have run here
     */
    public static boolean runNow() {
        synchronized (ExitSequence.class) {
            if (ending) {
                return false;
            }
            try {
                if (hook != null) {
                    Runtime.getRuntime().removeShutdownHook(hook);
                }
            } catch (IllegalStateException _) {
                return false;
            }
        }
        run();
        return true;
    }

    private static synchronized Map<Integer, Runnable> begin() {
        ending = true;
        return STAGES;
    }

    private static void run() {
        for (Runnable stage : begin().values()) {
            try {
                stage.run();
            } catch (RuntimeException | Error e) { // the stages behind it end processes and remove files
                LibraryLogger.of(ExitSequence.class).error("a step at the end of the process failed", e);
            }
        }
    }
}
