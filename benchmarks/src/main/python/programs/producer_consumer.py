"""A producer and a consumer with a queue between them."""

from multiprocessing import Process, Queue

from method import choose

ITEMS = 2000


def produce(queue):
    for i in range(ITEMS):
        queue.put(i)
    queue.put(None)


def consume(queue, results):
    total = 0
    while (item := queue.get()) is not None:
        total += item
    results.put(total)


if __name__ == "__main__":
    choose()
    queue = Queue()
    results = Queue()
    processes = [Process(target=produce, args=(queue,)), Process(target=consume, args=(queue, results))]
    for process in processes:
        process.start()
    print("total", results.get())
    for process in processes:
        process.join()
