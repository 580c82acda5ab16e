package io.github.procession.stress.kill;

import io.github.procession.ipc.sync.Deadline;
import io.github.procession.multiprocessing.Connection;
import io.github.procession.multiprocessing.Lock;
import io.github.procession.multiprocessing.Pipe;
import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Queue;
import io.github.procession.queue.Empty;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.Arrays;

/** The classes that users write: Process, Queue, Pipe, Lock. */
final class CoreLayer implements Layer {
    private Shared shared;

    /** What all processes share. */
    private record Shared(Queue<Item> queue, Queue<Item> bounded, Connection receiving, Connection sending, Lock lock)
            implements Serializable {
        Wire[] wires() {
            return new Wire[] {
                new OverQueue(queue), new OverQueue(bounded), new OverPipe(receiving, sending),
            };
        }

        Mutex mutex() {
            return new Mutex() {
                @Override
                public boolean lock() throws InterruptedException {
                    lock.acquire();
                    return lock.wasAbandoned();
                }

                @Override
                public void unlock() {
                    lock.release();
                }
            };
        }
    }

    /** A number, and bytes that follow from it. */
    private record Item(long number, byte[] payload) implements Serializable {
        static Item of(long number, int size) {
            byte[] payload = new byte[size];
            Arrays.fill(payload, (byte) number);
            return new Item(number, payload);
        }

        long checkedNumber() {
            for (byte each : payload) {
                if (each != (byte) number) {
                    throw new IllegalStateException("item " + number + " is torn");
                }
            }
            return number;
        }
    }

    CoreLayer() {
        Pipe pipe = Pipe.open(false);
        shared = new Shared(new Queue<>(), new Queue<>(Wire.BOUND), pipe.first(), pipe.second(), new Lock());
    }

    /** In the worker. */
    private static void work(int number, Shared shared) throws IOException {
        KillWorker.start(number, shared.wires(), shared.mutex());
    }

    @Override
    public Worker start(int number) {
        Process process = new Process(CoreLayer::work, number, shared);
        process.start();
        return new Worker() {
            @Override
            public boolean isAlive() {
                return process.isAlive();
            }

            @Override
            public void kill() {
                process.kill();
            }

            @Override
            public void awaitReleased() throws InterruptedException {
                process.join();
                process.close();
            }
        };
    }

    @Override
    public Wire[] wires() {
        return shared.wires();
    }

    @Override
    public Mutex mutex() {
        return shared.mutex();
    }

    @Override
    public void close() {
        shared.queue.close();
        shared.bounded.close();
        shared.receiving.close();
        shared.sending.close();
        shared = null; // the lock is let go of when it is collected
    }

    private record OverQueue(Queue<Item> queue) implements Wire {
        @Override
        public void send(long number, int size) throws Exception {
            queue.put(Item.of(number, size));
        }

        @Override
        public long receive(Deadline deadline) throws Exception {
            if (deadline.isForever()) {
                return queue.get().checkedNumber();
            }
            try {
                return queue.get(Duration.ofNanos(Math.max(0, deadline.left()))).checkedNumber();
            } catch (Empty e) {
                return -1;
            }
        }

        @Override
        public boolean isCrowded() {
            return queue.qsize() > CROWD;
        }
    }

    private record OverPipe(Connection receiving, Connection sending) implements Wire {
        @Override
        public void send(long number, int size) throws Exception {
            sending.send(Item.of(number, size));
        }

        @Override
        public long receive(Deadline deadline) throws Exception {
            return deadline.isForever() || receiving.poll()
                    ? receiving.<Item>recv().checkedNumber()
                    : -1;
        }

        @Override
        public boolean isCrowded() {
            return false;
        }
    }
}
