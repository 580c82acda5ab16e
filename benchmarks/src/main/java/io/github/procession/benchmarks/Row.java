package io.github.procession.benchmarks;

import java.util.List;
import java.util.regex.Pattern;

/**
 * One row of the table.
 *
 * @param title what is measured
 * @param python file and case, the arguments of the CPython side
 * @param here class and case, the arguments of this side
 * @param goal the least ratio that is wanted, 0 if none was set; a ratio above 1 means faster than CPython
 * @param work the fixed number of operations whose processor time is taken, about a second or two of CPython's
 */
record Row(String title, String python, String here, double goal, long work) {
    /** In this row the driver takes the time of the whole program, from its launch to its end. */
    static final String WHOLE_PROGRAM = "program";

    private static final Pattern HAVE_WINDOWS = Pattern.compile("(Pipes|Queues) .*|Pools (map|unordered|apply|large).*"
            + "|Waits (event|condition|barrier).*|(Locks|Waits) (uncontended|block|semaphore)|Values .*");

    static final List<Row> ALL = List.of(
            new Row("Lock acquire + release, uncontended", "locks uncontended", "Locks uncontended", 5, 20_000_000),
            new Row(
                    "the same as a block: with lock / try (lock.acquire())",
                    "locks block",
                    "Locks block",
                    0,
                    6_000_000),
            new Row("Lock, 2 processes want it (all together)", "locks contended-2", "Locks contended-2", 1, 3_000_000),
            new Row("Lock, 4 processes want it (all together)", "locks contended-4", "Locks contended-4", 1, 1_500_000),
            new Row("Semaphore acquire + release, uncontended", "waits semaphore", "Waits semaphore", 5, 20_000_000),
            new Row(
                    "Semaphore, 2 processes want it (all together)",
                    "waits semaphore-2",
                    "Waits semaphore-2",
                    1,
                    3_000_000),
            new Row(
                    "Semaphore, 4 processes want it (all together)",
                    "waits semaphore-4",
                    "Waits semaphore-4",
                    1,
                    1_500_000),
            new Row("Event ping-pong, there and back", "waits event", "Waits event", 1, 8000),
            new Row("Condition hand-off, there and back", "waits condition", "Waits condition", 1, 10_000),
            new Row("Barrier of 2, one round", "waits barrier-2", "Waits barrier-2", 1, 8000),
            new Row("Barrier of 4, one round", "waits barrier-4", "Waits barrier-4", 1, 6000),
            new Row(
                    "Value increment: with value.get_lock(): value += 1",
                    "values locked",
                    "Values locked",
                    8,
                    2_000_000),
            new Row("the same, here with getAndAdd", "values locked", "Values atomic", 8, 2_000_000),
            new Row("Array, 100,000 doubles written: a[:] = list", "values array", "Values array", 1, 1000),
            new Row("the same, in Python through a memoryview", "values array-view", "Values array", 1, 50_000),
            new Row("Pipe round trip, small map", "pipes map", "Pipes map", 6, 20_000),
            new Row("Pipe round trip, int", "pipes int", "Pipes int", 6, 20_000),
            new Row("Queue, one producer one consumer, ints", "queues ints", "Queues ints", 8, 300_000),
            new Row("the same, CPython with fork", "queues ints-fork", "Queues ints", 0, 300_000),
            new Row("Queue, one producer one consumer, strings of 100", "queues texts", "Queues texts", 0, 300_000),
            new Row(
                    "Queue, one producer one consumer, dict of 3 / record",
                    "queues records",
                    "Queues records",
                    0,
                    300_000),
            new Row("Queue put + get, int, same thread", "queues same-thread", "Queues same-thread", 0, 20_000),
            new Row(
                    "1 MiB byte[] echo over a Pipe, sendBytes",
                    "pipes large-bytes",
                    "Pipes large-bytes",
                    2,
                    1_073_741_824),
            new Row("1 MiB byte[] echo over a Pipe, send", "pipes large", "Pipes large", 2, 1_073_741_824),
            new Row(
                    "Listener and Client, UNIX-domain, round trip of a small map",
                    "sockets unix",
                    "Sockets unix",
                    3,
                    20_000),
            new Row("Listener and Client, TCP, round trip of a small map", "sockets tcp", "Sockets tcp", 3, 20_000),
            new Row("1 MiB byte[] echo, UNIX-domain", "sockets unix-large", "Sockets unix-large", 3, 1_073_741_824),
            new Row("1 MiB byte[] echo, TCP", "sockets tcp-large", "Sockets tcp-large", 3, 1_073_741_824),
            new Row("Manager().dict, get, 1 client", "managers get", "Managers get", 3, 50_000),
            new Row("Manager().dict, put, 1 client", "managers put", "Managers put", 3, 50_000),
            new Row("Manager().dict, get, 8 clients (all together)", "managers get-8", "Managers get-8", 3, 3_000),
            new Row("Manager().Queue, put + get, 1 client", "managers queue", "Managers queue", 3, 5_000),
            new Row("Pool.map, chunksize 1, small tasks", "pools map-single", "Pools map-single", 8, 100_000),
            new Row("the same, CPython with forkserver", "pools map-single-forkserver", "Pools map-single", 0, 100_000),
            new Row("Pool.map, default chunks, small tasks", "pools map-chunks", "Pools map-chunks", 0, 5_000_000),
            new Row("Pool.imapUnordered, small tasks", "pools unordered", "Pools unordered", 8, 100_000),
            new Row("Pool.apply round trip", "pools apply", "Pools apply", 6, 5000),
            new Row("Pool.map, results of 1 MiB each", "pools large", "Pools large", 0, 512),
            new Row("Pool of 2 workers, from nothing to the first result", "pools start-2", "Pools start-2", 0.5, 10),
            new Row("Pool of 8 workers, from nothing to the first result", "pools start-8", "Pools start-8", 0.5, 4),
            new Row("the same, CPython with forkserver", "pools start-8-forkserver", "Pools start-8", 0, 4),
            new Row("start + join of an empty process, cold (spawn)", "processes cold", "Processes cold", 0.5, 20),
            new Row(
                    "start + join of an empty process, forkserver, a helper ready (pause of 0.5 s before each)",
                    "processes forkserver",
                    "Processes forkserver",
                    2,
                    6),
            new Row(
                    "start + join of an empty process, forkserver, one right after the other",
                    "processes forkserver-burst",
                    "Processes forkserver-burst",
                    0,
                    40),
            new Row(
                    "whole program: main, start + join of one empty process",
                    "processes program",
                    "Processes program",
                    0,
                    1),
            new Row("sum 1 to %,d in 8 processes with slices and a Queue", "sums sum", "Sums sum", 0, 1),
            new Row("threading: Lock acquire + release, uncontended", "threads lock", "Threads lock", 0, 10_000_000),
            new Row("threading: RLock acquire + release, uncontended", "threads rlock", "Threads rlock", 0, 10_000_000),
            new Row("threading: Semaphore acquire + release", "threads semaphore", "Threads semaphore", 0, 1_000_000),
            new Row("threading: local, read an attribute / get()", "threads local", "Threads local", 0, 20_000_000),
            new Row("threading: Event, ping-pong of two threads", "threads event", "Threads event", 0, 40_000),
            new Row(
                    "threading: Condition, hand over to the other",
                    "threads condition",
                    "Threads condition",
                    0,
                    40_000),
            new Row("threading: Barrier of two threads", "threads barrier", "Threads barrier", 0, 40_000),
            new Row("threading: start + join of a thread", "threads start", "Threads start", 0, 10_000),
            new Row("queue.Queue put + get, same thread", "threadqueues queue", "ThreadQueues queue", 1, 500_000),
            new Row("queue.LifoQueue put + get, same thread", "threadqueues lifo", "ThreadQueues lifo", 1, 500_000),
            new Row(
                    "queue.PriorityQueue put + get, same thread",
                    "threadqueues priority",
                    "ThreadQueues priority",
                    1,
                    500_000),
            new Row(
                    "queue.SimpleQueue put + get, same thread",
                    "threadqueues simple",
                    "ThreadQueues simple",
                    1,
                    10_000_000),
            new Row("queue.Queue, two threads", "threadqueues queue-pair", "ThreadQueues queue-pair", 1, 300_000),
            new Row(
                    "queue.Queue(1024), two threads",
                    "threadqueues bounded-pair",
                    "ThreadQueues bounded-pair",
                    1,
                    300_000),
            new Row(
                    "queue.SimpleQueue, two threads",
                    "threadqueues simple-pair",
                    "ThreadQueues simple-pair",
                    1,
                    3_000_000));

    boolean isWholeProgram() {
        return here.endsWith(" " + WHOLE_PROGRAM);
    }

    /** Whether the row has a rate from the start of the program on: neither single starts nor several processes at once. */
    boolean hasWindows() {
        return HAVE_WINDOWS.matcher(here).matches();
    }
}
