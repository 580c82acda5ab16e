"""A Queue between a producer and a consumer, and within one thread; the counterpart of Queues.java."""

import multiprocessing

from measure import batch_size, report, run, time_per_operation

ITEMS_PER_BATCH = batch_size(50_000)
PAIRS_PER_BATCH = 1000


def integer(i):
    return i


TEXT = "procession" * 10


def text(i):
    return TEXT


def record(i):
    return {"id": i, "name": "item", "price": 9.5}


def producer(queue, orders, item):
    """Puts as many items as it is told to, again and again."""
    while count := orders.recv():
        for i in range(count):
            queue.put(item(i))


def one_to_one(name, method, item, warm_up, measure):
    """This process gets what a child puts; the time goes from the order to the last item."""
    context = multiprocessing.get_context(method)
    queue = context.Queue()
    orders, far = context.Pipe()
    process = context.Process(target=producer, args=(queue, far, item))
    process.start()

    def batch():
        orders.send(ITEMS_PER_BATCH)
        for _ in range(ITEMS_PER_BATCH):
            queue.get()
        return ITEMS_PER_BATCH

    report(name, 1 / time_per_operation(batch, warm_up, measure), "1/s")
    orders.send(0)
    process.join()


def ints(warm_up, measure):
    one_to_one("queue-int", "spawn", integer, warm_up, measure)


def ints_fork(warm_up, measure):
    one_to_one("queue-int", "fork", integer, warm_up, measure)


def texts(warm_up, measure):
    one_to_one("queue-text", "spawn", text, warm_up, measure)


def records(warm_up, measure):
    one_to_one("queue-record", "spawn", record, warm_up, measure)


def same_thread(warm_up, measure):
    queue = multiprocessing.get_context("spawn").Queue()

    def batch():
        for i in range(PAIRS_PER_BATCH):
            queue.put(i)
            queue.get()
        return PAIRS_PER_BATCH

    report("queue-same-thread", time_per_operation(batch, warm_up, measure) * 1e6, "us")


if __name__ == "__main__":
    run({
        "ints": ints,
        "ints-fork": ints_fork,
        "texts": texts,
        "records": records,
        "same-thread": same_thread,
    })
