"""Speed by the size of messages and chunks and by the number of processes, for the plots; the counterpart of Sizes.java."""

import multiprocessing
import sys

from measure import report, run, time_per_operation

MOST_ITEMS_PER_BATCH = 2_000
BYTES_PER_BATCH = 1 << 26
TASKS_PER_BATCH = 4_096
POOL_WORKERS = 4
CONTEXT = multiprocessing.get_context("spawn")


def echo(connection):
    while message := connection.recv_bytes():
        connection.send_bytes(message)


def round_trip(size, warm_up, measure):
    near, far = CONTEXT.Pipe()
    CONTEXT.Process(target=echo, args=(far,)).start()
    message = bytes(size)

    def batch():
        near.send_bytes(message)
        near.recv_bytes()
        return 1

    report("round-trip", time_per_operation(batch, warm_up, measure) * 1e6, "us")
    near.send_bytes(b"")


def producer(queue, orders, size):
    """Puts as many items as it is told to, again and again."""
    message = bytes(size)
    while count := orders.recv():
        for _ in range(count):
            queue.put(message)


def queue(producers, size, warm_up, measure):
    items = CONTEXT.Queue()
    orders = []
    for _ in range(producers):
        near, far = CONTEXT.Pipe()
        CONTEXT.Process(target=producer, args=(items, far, size)).start()
        orders.append(near)

    count = min(MOST_ITEMS_PER_BATCH, BYTES_PER_BATCH // size) // producers

    def batch():
        for near in orders:
            near.send(count)
        for _ in range(count * producers):
            items.get()
        return count * producers

    report("queue", 1 / time_per_operation(batch, warm_up, measure), "1/s")
    for near in orders:
        near.send(0)


def square(x):
    return x * x


def chunk(size, warm_up, measure):
    with CONTEXT.Pool(POOL_WORKERS) as pool:

        def batch():
            pool.map(square, range(TASKS_PER_BATCH), chunksize=size)
            return TASKS_PER_BATCH

        report("chunk", 1 / time_per_operation(batch, warm_up, measure), "1/s")


def memory(workers, warm_up, measure):
    with CONTEXT.Pool(workers) as pool:
        pool.map(square, range(TASKS_PER_BATCH), chunksize=1)
        report("memory", sum(map(pss, multiprocessing.active_children())) / workers / 1024, "MiB")


def pss(process):
    with open(f"/proc/{process.pid}/smaps_rollup") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


if __name__ == "__main__":
    case, number = sys.argv[1].split("-")
    cases = {
        "trip": lambda warm_up, measure: round_trip(int(number), warm_up, measure),
        "queue": lambda warm_up, measure: queue(1, int(number), warm_up, measure),
        "producers": lambda warm_up, measure: queue(int(number), 100, warm_up, measure),
        "chunk": lambda warm_up, measure: chunk(int(number), warm_up, measure),
        "memory": lambda warm_up, measure: memory(int(number), warm_up, measure),
    }
    run({sys.argv[1]: cases[case]})
