"""Calls of proxies of a manager; the counterpart of Managers.java."""

import multiprocessing
import time

from measure import report, run, time_per_operation


def client(proxy, operations, warm_up, ready, go):
    start = time.perf_counter()
    proxy["k"] = 1  # connects
    while time.perf_counter() - start < warm_up:
        proxy.get("k")
    ready.release()
    go.wait()
    for _ in range(operations):
        proxy.get("k")


def dict_get(warm_up, measure):
    with multiprocessing.get_context("spawn").Manager() as manager:
        proxy = manager.dict({"k": 1})

        def batch():
            for _ in range(100):
                proxy.get("k")
            return 100

        report("dict-get", time_per_operation(batch, warm_up, measure) * 1e6, "us")


def dict_put(warm_up, measure):
    with multiprocessing.get_context("spawn").Manager() as manager:
        proxy = manager.dict()

        def batch():
            for i in range(100):
                proxy["k"] = i
            return 100

        report("dict-put", time_per_operation(batch, warm_up, measure) * 1e6, "us")


def queue(warm_up, measure):
    with multiprocessing.get_context("spawn").Manager() as manager:
        proxy = manager.Queue()

        def batch():
            for i in range(100):
                proxy.put(i)
                proxy.get()
            return 100

        report("queue", time_per_operation(batch, warm_up, measure) * 1e6, "us")


def eight_clients(warm_up, measure):
    operations = max(1000, int(20000 * measure))
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager:
        proxy = manager.dict({"k": 1})
        ready, go = context.Semaphore(0), context.Event()
        clients = [context.Process(target=client, args=(proxy, operations, warm_up, ready, go)) for _ in range(8)]
        for each in clients:
            each.start()
        for _ in clients:
            ready.acquire()
        begin = time.perf_counter()
        go.set()
        for each in clients:
            each.join()
        report("dict-get-8", (time.perf_counter() - begin) / (8 * operations) * 1e6, "us")


if __name__ == "__main__":
    run({"get": dict_get, "put": dict_put, "queue": queue, "get-8": eight_clients})
