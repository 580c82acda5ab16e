package io.github.procession.ipc.sync;

import io.github.procession.ipc.memory.ExitSequence;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.ipc.system.ArrayRing;
import io.github.procession.ipc.system.SystemFiles;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Linux's {@code futex} system call, linked in the background.
 *
 * <p>Linking costs some 60 ms of processor time the first time in a virtual machine. A process of a session does without until
 * its portable waits have cost a part of that, so that a short program never pays for it. No thread waits for the linking: until it is done,
 * waiters use the portable wait, and wake-ups of other processes' waiters are kept and delivered when it is done.
 *
 * <p>While no process of the session sleeps in the kernel, a wake-up has nobody to wake, and is not worth the linking either. The first
 * that may sleep announces it in shared memory, before the kernel looks at the word. Who wakes has changed the word before it looks at
 * the announcement. So the kernel sees the change, or the waker the announcement.
 */
final class Futex {
    /** After the children have ended. */
    static final int EXIT_STAGE = 80;

    private static final int FUTEX_WAIT = 0;
    private static final int FUTEX_WAKE = 1;
    private static final long WAITV_NUMBER = 449;
    private static final long WAITV_32_BITS = 2;
    private static final int ENOSYS = 38;
    private static final long CLOCK_MONOTONIC = 1;

    /** The most words that one call may wait for. */
    static final int MAX_WORDS = 128;

    private static final long TIMESPEC_BYTES = 16;
    private static final long WAITV_BYTES = 24;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** What portable waits may have cost, of all threads together, before the linking: a part of its own price. */
    private static final long MOST_LOST_NANOS = Long.getLong("procession.futexAfterMillis", 20) * 1_000_000;

    /** The same once other processes sleep in the kernel: this one is late. */
    private static final long LATE_NANOS = MOST_LOST_NANOS / 4;

    private enum State {
        UNLINKED,
        LINKING,
        READY,
        UNAVAILABLE
    }

    /** The numbers of the system calls on this processor. */
    private record Numbers(long futex, long clock) {}

    /** The C function {@code syscall}, by which all calls go: linking another takes a young JVM 20 ms each. */
    private record Calls(MethodHandle syscall, Numbers numbers, MemorySegment anyErrno) {
        /** A call whose reason to fail is of no interest. */
        long run(long number, long first, long second, long third, MemorySegment time) {
            return run(anyErrno, number, first, second, third, time, 0);
        }

        long run(
                MemorySegment errno, long number, long first, long second, long third, MemorySegment time, long fifth) {
            try {
                return (long) syscall.invokeExact(errno, number, first, second, third, time, fifth, 0L);
            } catch (RuntimeException | Error e) { // such as no memory
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("system call " + number + " failed", e);
            }
        }
    }

    private static volatile State state = State.UNLINKED;
    private static volatile Calls calls;
    private static final ArrayRing<long[]> PENDING_WAKES = new ArrayRing<>();
    private static final AtomicLong LOST_SO_FAR = new AtomicLong();

    /** The session that knows of threads of this process in the kernel. */
    private static volatile @Nullable Session announced;

    /** One time value for each waiting platform thread: virtual threads never get here. */
    private static final ThreadLocal<MemorySegment> TIMESPEC =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(TIMESPEC_BYTES, 8));

    private Futex() {}

    /** Whether waits can go to the kernel now; starts the linking once it is worth its time. */
    static boolean isReady() {
        State now = state;
        if (now == State.UNLINKED && isWorthLinking()) {
            startLinking();
        }
        return now == State.READY;
    }

    /** Whether waits can go to the kernel now. */
    static boolean isLinked() {
        return state == State.READY;
    }

    private static boolean isWorthLinking() {
        long lost = LOST_SO_FAR.get();
        return lost >= LATE_NANOS && (lost >= MOST_LOST_NANOS || mayHaveSleepers()) || Session.currentOrNull() == null;
    }

    /** Adds what a portable wait has cost in whose place the thread could have slept in the kernel. */
    static void lost(long nanos) {
        if (state == State.UNLINKED) {
            LOST_SO_FAR.addAndGet(nanos);
        }
    }

    /** Whether a wake-up may have somebody to wake, in this process or another. */
    static boolean mayHaveSleepers() {
        if (state == State.READY) {
            return true;
        }
        VarHandle.fullFence(); // after the change of the word, which may have been a release store
        Session session = Session.currentOrNull();
        try {
            return session == null || session.mayHaveSleepers();
        } catch (IllegalStateException _) {
            return true; // its memory has just gone, and what is left is this process alone
        }
    }

    private static void announceSleepers() {
        Session session = Session.currentOrNull();
        if (session != announced && session != null) {
            try {
                session.announceSleepers();
            } catch (IllegalStateException _) {
                // its memory has just gone, so that no other process has anything to wait for
            }
            announced = session;
        }
    }

    /** False once it is known that there is none. */
    static boolean mayBeThere() {
        return state != State.UNAVAILABLE;
    }

    /** Lets tests run both ways to wait in one virtual machine; does not come back before linking has ended. */
    static void allow(boolean kernel) {
        startLinking();
        while (state == State.LINKING) {
            Thread.onSpinWait();
        }
        synchronized (Futex.class) {
            state = kernel && calls != null ? State.READY : State.UNAVAILABLE;
        }
    }

    /** Starts the linking now, if it has not begun. */
    static synchronized void startLinking() {
        if (state != State.UNLINKED) {
            return;
        }
        if (numbers() == null || SystemFiles.PORTABLE || "portable".equals(System.getProperty("procession.wait"))) {
            state = State.UNAVAILABLE;
            return;
        }
        state = State.LINKING;
        try {
            Thread.ofPlatform().daemon().name("procession-link").start(Futex::link);
        } catch (OutOfMemoryError e) { // the system has no thread for it, and the portable wait serves as well
            state = State.UNAVAILABLE;
        }
    }

    @SuppressWarnings("restricted") // the one native call of the library; denied, the portable wait serves
    private static void link() {
        State result = State.UNAVAILABLE;
        try {
            Linker linker = Linker.nativeLinker();
            MemorySegment syscall = linker.defaultLookup().findOrThrow("syscall");
            Linker.Option variadic = Linker.Option.firstVariadicArg(1);
            ValueLayout number = ValueLayout.JAVA_LONG;
            MethodHandle call = linker.downcallHandle(
                    syscall,
                    FunctionDescriptor.of(number, number, number, number, number, ValueLayout.ADDRESS, number, number),
                    variadic,
                    Linker.Option.captureCallState("errno"));
            calls = new Calls(call, numbers(), Arena.global().allocate(Linker.Option.captureStateLayout()));
            ExitSequence.add(EXIT_STAGE, Parker::leaveKernel);
            result = State.READY;
        } catch (IllegalCallerException _) {
            // native access is denied, and the portable wait serves as well. Nothing is logged: this thread would be
            // the first to log, and slf4j would say that it came too early
        } catch (RuntimeException | LinkageError e) {
            // the process is ending, or the system is not like others
            log().debug("no futex here, waiting in the portable way", e);
        } finally {
            finishLinking(result);
        }
    }

    private static synchronized void finishLinking(State result) {
        state = result;
        for (long[] wake; (wake = PENDING_WAKES.poll()) != null; ) {
            if (result == State.READY) {
                call(wake[0], FUTEX_WAKE, wake[1], MemorySegment.NULL);
            }
        }
    }

    /** Null where they are not known. */
    private static @Nullable Numbers numbers() {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return null;
        }
        return switch (System.getProperty("os.arch", "")) {
            case "amd64", "x86_64" -> new Numbers(202, 228);
            case "aarch64", "riscv64" -> new Numbers(98, 113);
            default -> null;
        };
    }

    /** Sleeps while the word has the expected value, at most {@code nanos}; may return early for no reason. */
    static void await(long address, int expected, long nanos) {
        announceSleepers();
        MemorySegment timespec = TIMESPEC.get();
        timespec.set(ValueLayout.JAVA_LONG, 0, nanos / NANOS_PER_SECOND);
        timespec.set(ValueLayout.JAVA_LONG, 8, nanos % NANOS_PER_SECOND);
        call(address, FUTEX_WAIT, expected & 0xffff_ffffL, timespec);
    }

    /**
     * Sleeps while all words have their expected values, at most {@code nanos}.
     *
     * @return false if this kernel cannot wait for several words
     */
    static boolean awaitAny(long[] addresses, int[] expected, int count, long nanos) {
        announceSleepers();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment words = arena.allocate(count * WAITV_BYTES, 8);
            for (int i = 0; i < count; i++) {
                words.set(ValueLayout.JAVA_LONG, i * WAITV_BYTES, expected[i] & 0xffff_ffffL);
                words.set(ValueLayout.JAVA_LONG, i * WAITV_BYTES + 8, addresses[i]);
                words.set(ValueLayout.JAVA_LONG, i * WAITV_BYTES + 16, WAITV_32_BITS);
            }
            MemorySegment deadline = arena.allocate(TIMESPEC_BYTES, 8);
            Calls linked = calls;
            long clock = linked.run(linked.numbers.clock, CLOCK_MONOTONIC, deadline.address(), 0, MemorySegment.NULL);
            long end = deadline.get(ValueLayout.JAVA_LONG, 8) + nanos;
            deadline.set(ValueLayout.JAVA_LONG, 0, deadline.get(ValueLayout.JAVA_LONG, 0) + end / NANOS_PER_SECOND);
            deadline.set(ValueLayout.JAVA_LONG, 8, end % NANOS_PER_SECOND);
            MemorySegment errno = arena.allocate(Linker.Option.captureStateLayout());
            long woken = linked.run(errno, WAITV_NUMBER, words.address(), count, 0, deadline, CLOCK_MONOTONIC);
            return clock == 0 && (woken >= 0 || errno.get(ValueLayout.JAVA_INT, 0) != ENOSYS);
        }
    }

    /** Wakes threads of any process that sleep on the word. Without memory they see at the end of their slice what has changed. */
    static void wake(long address, int count) {
        State now = state;
        if (now == State.UNAVAILABLE) {
            return;
        }
        try {
            if (now == State.UNLINKED && !mayHaveSleepers()) {
                return;
            }
            if (state == State.READY || readyOrKept(address, count)) {
                call(address, FUTEX_WAKE, count, MemorySegment.NULL);
            }
        } catch (OutOfMemoryError _) {
            // the caller has changed the word, and goes on as if it had woken them
        }
    }

    private static synchronized boolean readyOrKept(long address, int count) {
        startLinking();
        if (state == State.LINKING) {
            PENDING_WAKES.add(new long[] {address, count});
        }
        return state == State.READY;
    }

    private static void call(long address, int operation, long value, MemorySegment timeout) {
        Calls linked = calls;
        linked.run(linked.numbers.futex, address, operation, value, timeout);
    }

    private static Logger log() {
        return LibraryLogger.of(Futex.class);
    }
}
