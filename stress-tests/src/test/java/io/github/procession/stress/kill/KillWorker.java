package io.github.procession.stress.kill;

import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.RobustMutex;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that produces and consumes on all wires and locks, until it is killed. Its arguments: session folder, token,
 * its number, address of the lock, addresses of the wires.
 */
final class KillWorker {
    /** Words of the lock's cell: the two counters that it guards are always equal outside. */
    static final long FIRST_COUNTER = 8;

    static final long SECOND_COUNTER = 16;

    /** Set to 1 when no more is to be produced. */
    static final long STOP = 24;

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long MAX_PAUSE_NANOS = 1_000_000;
    private static final long SECTION_NANOS = 50_000;
    private static final int EXIT_FULL = 3;
    private static final int EXIT_FAILED = 4;

    private final int number;
    private final Ledger ledger;
    private final Cell lock;

    private KillWorker(int number, Ledger ledger, Cell lock) {
        this.number = number;
        this.ledger = ledger;
        this.lock = lock;
    }

    static void main(String[] args) throws Exception {
        Session.inherit(Path.of(args[0]), Integer.parseInt(args[1]));
        int number = Integer.parseInt(args[2]);
        Session session = Session.current();
        KillWorker worker =
                new KillWorker(number, Ledger.open(ledgerFile(session, number)), session.hold(Long.parseLong(args[3])));
        for (int wire = 0; wire < Wire.COUNT; wire++) {
            Wire opened = Wire.open(wire, Long.parseLong(args[4 + wire]));
            int kind = wire;
            worker.start(() -> worker.produce(kind, opened));
            worker.start(() -> worker.consume(kind, opened));
        }
        worker.start(worker::lock);
    }

    static Path ledgerFile(Session session, int number) {
        return session.directory().resolve("ledger-" + number);
    }

    private interface Role {
        void run() throws Exception;
    }

    private void start(Role role) {
        Thread.ofPlatform().start(() -> {
            try {
                role.run();
            } catch (Throwable e) {
                e.printStackTrace();
                ledger.fail();
                Runtime.getRuntime().halt(EXIT_FAILED);
            }
        });
    }

    private boolean isStopped() {
        return lock.region().getIntVolatile(lock.word(STOP)) != 0;
    }

    private void produce(int kind, Wire wire) throws Exception {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        for (long sequence = 1; !isStopped(); sequence++) {
            int size = random.nextInt(20) == 0 ? random.nextInt(20_000) : random.nextInt(100);
            ledger.trying(kind, sequence);
            ledger.beginWait(kind);
            wire.send((long) number << 32 | sequence, size);
            ledger.endWait(kind);
            ledger.done(kind, sequence);
            do {
                pause();
            } while (wire.isCrowded() && !isStopped());
        }
    }

    private void consume(int kind, Wire wire) throws Exception {
        while (true) {
            ledger.receiving(kind, true);
            ledger.beginWait(Wire.COUNT + kind);
            long received = wire.receive(Deadline.after(PATIENCE));
            ledger.endWait(Wire.COUNT + kind);
            if (received >= 0 && !ledger.received(kind, received)) {
                Runtime.getRuntime().halt(EXIT_FULL);
            }
            ledger.receiving(kind, false);
            pause();
        }
    }

    private void lock() throws Exception {
        Session session = Session.current();
        RobustMutex mutex = new RobustMutex(lock.region(), lock.word(0), session.processes(), session.token());
        while (!isStopped()) {
            ledger.beginWait(Ledger.LOCKER);
            RobustMutex.Outcome outcome = mutex.lock();
            ledger.endWait(Ledger.LOCKER);
            long first = lock.region().getLong(lock.word(FIRST_COUNTER));
            long second = lock.region().getLong(lock.word(SECOND_COUNTER));
            boolean isTorn = outcome == RobustMutex.Outcome.ABANDONED && first == second + 1;
            if (first != second && !isTorn) {
                throw new IllegalStateException(first + " and " + second + " after " + outcome);
            }
            lock.region().putLong(lock.word(FIRST_COUNTER), second + 1);
            inside();
            lock.region().putLong(lock.word(SECOND_COUNTER), second + 1);
            mutex.unlock();
            ledger.sectionDone();
            pause();
        }
    }

    /** Locks are not fair: without pauses some would wait for long because of the living. */
    private static void pause() {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(MAX_PAUSE_NANOS));
    }

    /** Long enough that many die inside. */
    private static void inside() {
        long end = System.nanoTime() + SECTION_NANOS;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }
}
