package io.github.procession.stress;

import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.RobustMutex;

/** A mutex that guards a counter, and its two users. */
class MutexState {
    private static final long COUNTER = 64;
    private static final long BYTES = 128;

    final User first;
    final User second;

    MutexState(Actors.Memory memory, int owner) {
        long offset = memory.take();
        first = new User(memory.first(), offset, Actors.FIRST);
        second = new User(memory.second(), offset, Actors.SECOND);
        memory.first().putInt(offset, owner);
    }

    static Actors.Memory memory(boolean mappedTwice) {
        return new Actors.Memory(BYTES, mappedTwice);
    }

    /** One actor's view. */
    static final class User {
        private final RobustMutex mutex;
        private final Region region;
        private final long counter;

        private User(Region region, long offset, int token) {
            this.mutex = new RobustMutex(region, offset, Actors.processes(), token);
            this.region = region;
            this.counter = offset + COUNTER;
        }

        /** Counts with plain reads and stores, having the mutex; returns the count. */
        int count() {
            try {
                Deadline patience = Actors.patience();
                if (mutex.lock(patience) == RobustMutex.Outcome.TIMED_OUT || Actors.isLate(patience)) {
                    return Actors.LATE;
                }
                return countAndUnlock();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        /** The same without sleeping. */
        int tryToCount() {
            while (!mutex.tryLock()) {
                Thread.onSpinWait();
            }
            return countAndUnlock();
        }

        /** The same when the mutex is held. */
        int countAndUnlock() {
            int count = region.getInt(counter) + 1;
            region.putInt(counter, count);
            mutex.unlock();
            return count;
        }
    }
}
