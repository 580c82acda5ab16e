package io.github.procession.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a worker for tasks of pools, or for processes: it takes as many as it has free slots for. One thread
 * at a time.
 */
final class Taker {
    /** Before the names of runs, for the server: processes are asked for. */
    static final String PROCESSES = "!";

    /** Receiver of a task or process that was taken; it releases the slot. */
    interface Taken {
        void begin(Taker taker, String pool, String id, byte[] sealed);
    }

    private final Session session;
    private final String runs;
    private final Semaphore slots;
    private final Taken taken;

    /** What came for tasks that have not begun here, or have ended: a signal, or 0 for those to be given up. */
    private final Map<String, Integer> early = new HashMap<>(); // guarded by itself

    Taker(Session session, String runs, int slots, Taken taken) {
        this.session = session;
        this.runs = runs;
        this.slots = new Semaphore(slots);
        this.taken = taken;
    }

    Semaphore slots() {
        return slots;
    }

    /** Waits for slots and for something to take, and has it begin. */
    void take() throws InterruptedException {
        slots.acquire();
        int free = 1 + slots.drainPermits();
        int count = 0;
        try {
            Wait wait = new Wait(session, Long.MAX_VALUE);
            // processes one by one: machines take turns
            int most = runs.startsWith(PROCESSES) ? 1 : free;
            Map<String, byte[]> grant = wait.run(
                    ticket -> session.callOfPool("task_take", ticket, wait.flag(), most, runs), this::giveBack);
            if (grant != null) {
                count = 1;
                taken.begin(this, Request.text(grant.get("p")), Request.text(grant.get("i")), grant.get("v"));
            } else if (wait.reply() instanceof List<?> tasks) {
                count = tasks.size() / 3;
                for (int i = 0; i < tasks.size(); i += 3) {
                    taken.begin(this, Request.text(tasks.get(i)), Request.text(tasks.get(i + 1)), (byte[])
                            tasks.get(i + 2));
                }
            }
        } finally {
            slots.release(free - count);
            synchronized (early) {
                early.clear(); // all that was taken has begun: what comes now and has not, has ended
            }
        }
    }

    private void giveBack(Map<String, byte[]> grant) {
        session.call("task_end", Request.text(grant.get("p")), Request.text(grant.get("i")), Outcomes.GIVEN_BACK, "");
    }

    /** A signal for a task that may be on its way here; 0 to give it up. */
    void early(String task, int signal) {
        synchronized (early) {
            early.put(task, signal);
        }
    }

    /** What came for a task before it began; null for nothing. */
    @Nullable
    Integer early(String task) {
        synchronized (early) {
            return early.remove(task);
        }
    }
}
