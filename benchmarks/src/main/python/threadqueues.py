"""Queues between two threads, and within one; the counterpart of ThreadQueues.java."""

import queue
import threading

from measure import report, run, time_per_operation

ITEMS_PER_BATCH = 50_000
PAIRS_PER_BATCH = 1000
BOUND = 1024


def same_thread(name, q, warm_up, measure):
    def batch():
        for i in range(PAIRS_PER_BATCH):
            q.put(i)
            q.get()
        return PAIRS_PER_BATCH

    report(name, time_per_operation(batch, warm_up, measure) * 1e6, "us")


def produce(orders, q):
    """Puts as many items as it is told to, again and again."""
    while count := orders.get():
        for i in range(count):
            q.put(i)


def one_to_one(name, q, warm_up, measure):
    """This thread gets what another one puts; the time goes from the order to the last item."""
    orders = queue.SimpleQueue()
    threading.Thread(target=produce, args=(orders, q)).start()

    def batch():
        orders.put(ITEMS_PER_BATCH)
        for _ in range(ITEMS_PER_BATCH):
            q.get()
        return ITEMS_PER_BATCH

    report(name, 1 / time_per_operation(batch, warm_up, measure), "1/s")
    orders.put(0)


if __name__ == "__main__":
    run({
        "queue": lambda *times: same_thread("thread-queue", queue.Queue(), *times),
        "lifo": lambda *times: same_thread("thread-lifo", queue.LifoQueue(), *times),
        "priority": lambda *times: same_thread("thread-priority", queue.PriorityQueue(), *times),
        "simple": lambda *times: same_thread("thread-simple", queue.SimpleQueue(), *times),
        "queue-pair": lambda *times: one_to_one("thread-queue-pair", queue.Queue(), *times),
        "bounded-pair": lambda *times: one_to_one("thread-bounded-pair", queue.Queue(BOUND), *times),
        "simple-pair": lambda *times: one_to_one("thread-simple-pair", queue.SimpleQueue(), *times),
    })
