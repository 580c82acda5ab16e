package io.github.procession.benchmarks;

import java.util.List;

/**
 * One row of the table.
 *
 * @param title what is measured
 * @param python file and case, the arguments of the CPython side
 * @param here class and case, the arguments of this side
 * @param goal the least ratio that is wanted, 0 if none was set; a ratio above 1 means faster than CPython
 */
record Row(String title, String python, String here, double goal) {
    /** In this row the driver takes the time of the whole program, from its launch to its end. */
    static final String WHOLE_PROGRAM = "program";

    static final List<Row> ALL = List.of(
            new Row("Lock acquire + release, uncontended", "locks uncontended", "Locks uncontended", 5),
            new Row("the same as a block: with lock / try (lock.acquire())", "locks block", "Locks block", 0),
            new Row(
                    "Lock acquire + release, two processes want it (both together)",
                    "locks contended",
                    "Locks contended",
                    0),
            new Row("Pipe round trip, small map", "pipes map", "Pipes map", 6),
            new Row("Pipe round trip, int", "pipes int", "Pipes int", 6),
            new Row("Queue, one producer one consumer, ints", "queues ints", "Queues ints", 8),
            new Row("the same, CPython with fork", "queues ints-fork", "Queues ints", 0),
            new Row("Queue, one producer one consumer, strings of 100", "queues texts", "Queues texts", 0),
            new Row("Queue, one producer one consumer, dict of 3 / record", "queues records", "Queues records", 0),
            new Row("Queue put + get, int, same thread", "queues same-thread", "Queues same-thread", 0),
            new Row("1 MiB byte[] echo over a Pipe, sendBytes", "pipes large-bytes", "Pipes large-bytes", 2),
            new Row("1 MiB byte[] echo over a Pipe, send", "pipes large", "Pipes large", 2),
            new Row("start + join of an empty process, cold (spawn)", "processes cold", "Processes cold", 0.5),
            new Row(
                    "whole program: main, start + join of one empty process",
                    "processes program",
                    "Processes program",
                    0),
            new Row("sum 1 to %,d in 8 processes with slices and a Queue", "sums sum", "Sums sum", 0),
            new Row("queue.Queue put + get, same thread", "threadqueues queue", "ThreadQueues queue", 1),
            new Row("queue.LifoQueue put + get, same thread", "threadqueues lifo", "ThreadQueues lifo", 1),
            new Row("queue.PriorityQueue put + get, same thread", "threadqueues priority", "ThreadQueues priority", 1),
            new Row("queue.SimpleQueue put + get, same thread", "threadqueues simple", "ThreadQueues simple", 1),
            new Row("queue.Queue, two threads", "threadqueues queue-pair", "ThreadQueues queue-pair", 1),
            new Row("queue.Queue(1024), two threads", "threadqueues bounded-pair", "ThreadQueues bounded-pair", 1),
            new Row("queue.SimpleQueue, two threads", "threadqueues simple-pair", "ThreadQueues simple-pair", 1));

    boolean isWholeProgram() {
        return here.endsWith(" " + WHOLE_PROGRAM);
    }
}
