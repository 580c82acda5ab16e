package io.github.procession.tools;

import io.github.procession.ipc.memory.SessionSnapshot.Entry;
import io.github.procession.ipc.memory.SessionSnapshot.PoolCounts;
import io.github.procession.ipc.memory.SessionSnapshot.Wait;
import io.github.procession.ipc.memory.SessionSnapshot.WorkerCounts;
import io.github.procession.ipc.ring.ChannelState;
import io.github.procession.ipc.ring.QueueState;
import io.github.procession.ipc.sync.Awaited;
import io.github.procession.ipc.transport.CellTypes;
import org.jspecify.annotations.Nullable;

/** Descriptions of what processes and threads do, in words. */
final class Activity {
    private Activity() {}

    static String of(Tree tree, Node node) {
        if (node.member.pid() == 0) {
            return "starting";
        }
        if (node.hasEnded()) {
            return "ended";
        }
        String doing = whileRunning(tree, node);
        if (!node.isStopped()) {
            return doing;
        }
        return doing.isEmpty() ? "stopped by a signal" : "stopped by a signal, " + doing;
    }

    private static String whileRunning(Tree tree, Node node) {
        WorkerCounts worker = tree.worker(node);
        Tree.Waiter main = tree.mainWait(node);
        if (worker != null) {
            Tree.PoolView pool = tree.pool(worker);
            String of = pool == null ? "its pool" : Text.clean(pool.counts().name());
            if (worker.since() == 0) {
                return "idle in " + of;
            }
            String task = "task " + (worker.done() + worker.failed() + 1) + " of " + of + " for "
                    + Text.millis(tree.now - worker.since());
            if (main != null) {
                return task + ", " + waiting(tree, main);
            }
            return node.isStopped() ? task : task + ", " + asleepOrNot(tree, node);
        }
        if (main != null) {
            return waiting(tree, main);
        }
        if (tree.open.isBooting(node)) {
            return "starting";
        }
        if (node.isStopped()) {
            return ""; // as is each of its threads
        }
        return asleepOrNot(tree, node);
    }

    private static String asleepOrNot(Tree tree, Node node) {
        return tree.open.isMainAsleep(node) ? "sleeping" : "running";
    }

    private static String waiting(Tree tree, Tree.Waiter waiter) {
        return "waiting for " + target(tree, waiter.noted()) + " for " + Text.millis(waiter.millis(tree));
    }

    /** What a wait is for: an item of Queue 5. */
    static String target(Tree tree, Wait wait) {
        Awaited what = Awaited.of(wait.offset());
        if (what != null) {
            return target(tree, what, wait.address());
        }
        Entry entry = tree.objects.get(wait.address());
        if (entry == null) {
            return "something that is gone";
        }
        return target(entry.type(), entry.number(), wait.offset(), wait.words());
    }

    private static String target(Tree tree, Awaited what, long id) {
        return switch (what) {
            case POOL_RESULTS -> {
                PoolCounts pool = pool(tree, id);
                yield pool == null
                        ? "results of a pool"
                        : "results of " + Text.clean(pool.name())
                                + (pool.remaining() == 0 ? "" : " (" + pool.remaining() + " remaining)");
            }
            case POOL_END -> {
                PoolCounts pool = pool(tree, id);
                yield "the end of " + (pool == null ? "a pool" : Text.clean(pool.name()));
            }
            case PROCESS_END -> "the end of " + (id == 0 ? "a process" : tree.label((int) id));
            case ANY -> id == 1 ? "one thing" : "one of " + id + " things";
            case MANAGER_ANSWER -> "an answer of " + (id == 0 ? "a manager" : tree.label((int) id));
            case FUTURE -> "a future";
            case SOCKET_MESSAGE -> "a message from a socket";
            case CLIENT -> "a client of its listener";
        };
    }

    private static @Nullable PoolCounts pool(Tree tree, long address) {
        for (Tree.PoolView pool : tree.pools) {
            if (pool.entry().cell().address() == address) {
                return pool.counts();
            }
        }
        return null;
    }

    static String target(int type, int number, int offset, int words) {
        String object = kind(type) + " " + number;
        if (words > 1) {
            return object + " or another";
        }
        return switch (type) {
            case CellTypes.QUEUE ->
                switch (QueueState.place(offset)) {
                    case ITEMS -> "an item of " + object;
                    case ROOM -> "room in " + object;
                    case FINISHED -> "the end of the tasks of " + object;
                    case PRODUCERS -> "its turn to put into " + object;
                    case CONSUMERS -> "its turn to take from " + object;
                    case OTHER -> object;
                };
            case CellTypes.PIPE_END -> ChannelState.isForRoom(offset) ? "room in " + object : "a message at " + object;
            default -> object;
        };
    }

    /** Kind and number: Lock 7. */
    static String name(Entry entry) {
        return kind(entry.type()) + " " + entry.number();
    }

    static String kind(int type) {
        return switch (type) {
            case CellTypes.LOCK -> "Lock";
            case CellTypes.QUEUE -> "Queue";
            case CellTypes.PIPE_END -> "Connection";
            case CellTypes.SEMAPHORE -> "Semaphore";
            case CellTypes.BOUNDED_SEMAPHORE -> "BoundedSemaphore";
            case CellTypes.EVENT -> "Event";
            case CellTypes.RLOCK -> "RLock";
            case CellTypes.CONDITION -> "Condition";
            case CellTypes.BARRIER -> "Barrier";
            case CellTypes.VALUE -> "Value";
            case CellTypes.ARRAY -> "Array";
            case CellTypes.POOL -> "Pool";
            default -> "Object";
        };
    }
}
