package io.github.procession.stress.kill;

import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.sync.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** What a worker process does until it is killed: produces and consumes on all wires, and locks. */
final class KillWorker {
    private static final long MAX_PAUSE_NANOS = 1_000_000;
    private static final long SECTION_NANOS = 50_000;
    private static final int EXIT_FULL = 3;
    private static final int EXIT_FAILED = 4;

    private final int number;
    private final Ledger ledger;
    private final Counters counters;

    private KillWorker(int number) throws IOException {
        this.number = number;
        this.ledger = Ledger.open(ledgerFile(number));
        this.counters = Counters.open();
    }

    static Path ledgerFile(int number) {
        return Session.current().directory().resolve("ledger-" + number);
    }

    /** Starts the threads of the worker with that number. */
    static void start(int number, Wire[] wires, Layer.Mutex mutex) throws IOException {
        KillWorker worker = new KillWorker(number);
        for (int i = 0; i < wires.length; i++) {
            int kind = i;
            worker.start(() -> worker.produce(kind, wires[kind]));
            worker.start(() -> worker.consume(kind, wires[kind]));
        }
        worker.start(() -> worker.lock(mutex));
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

    private void produce(int kind, Wire wire) throws Exception {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        for (long sequence = 1; !counters.isStopped(); sequence++) {
            int size = random.nextInt(20) == 0 ? random.nextInt(20_000) : random.nextInt(100);
            ledger.trying(kind, sequence);
            ledger.beginWait(kind);
            wire.send((long) number << 32 | sequence, size);
            ledger.endWait(kind);
            ledger.done(kind, sequence);
            do {
                pause();
            } while (wire.isCrowded() && !counters.isStopped());
        }
    }

    private void consume(int kind, Wire wire) throws Exception {
        while (true) {
            ledger.receiving(kind, true);
            ledger.beginWait(Wire.COUNT + kind);
            long received = wire.receive(Deadline.FOREVER);
            ledger.endWait(Wire.COUNT + kind);
            if (!ledger.received(kind, received)) {
                Runtime.getRuntime().halt(EXIT_FULL);
            }
            ledger.receiving(kind, false);
            pause();
        }
    }

    private void lock(Layer.Mutex mutex) throws Exception {
        while (!counters.isStopped()) {
            ledger.beginWait(Ledger.LOCKER);
            boolean abandoned = mutex.lock();
            ledger.endWait(Ledger.LOCKER);
            long first = counters.first();
            long second = counters.second();
            if (first != second && !(abandoned && first == second + 1)) {
                throw new IllegalStateException(first + " and " + second + (abandoned ? " after a death" : ""));
            }
            counters.setFirst(second + 1);
            inside();
            counters.setSecond(second + 1);
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
