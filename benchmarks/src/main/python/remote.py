"""Calls of CPython's remote manager over TCP on loopback; the counterpart of ClusterCalls.java."""

import multiprocessing
import sys
import threading
from multiprocessing.managers import SyncManager

from measure import report, run, time_per_operation

KEY = b"a secret of the figures"
ITEM = "x" * 100
PER_BATCH = 100
CLIENTS = 8
SLOTS = 2
TINY_TASKS = 100_000


class Counter:
    def __init__(self):
        self.lock = threading.Lock()
        self.n = 0

    def add(self, by):
        with self.lock:
            self.n += by
            return self.n


OBJECTS = {}


def shared(name, make):
    """The object of this name in the manager's process, made by the first client that wants it."""
    return OBJECTS.setdefault(name, make())


class Remote(SyncManager):
    pass


def get_queue(name="queue"):
    return shared(name, __import__("queue").Queue)


def get_dict():
    return shared("dict", dict)


def get_counter():
    return shared("counter", Counter)


Remote.register("get_queue", get_queue)
Remote.register("get_dict", get_dict, exposed=["get", "__setitem__"])
Remote.register("get_counter", get_counter)


def connect(address):
    manager = Remote(address, authkey=KEY)
    manager.connect()
    return manager


def turn(manager, which):
    """One turn of a client."""
    if which == "queue":
        queue = manager.get_queue()

        def put_and_take():
            queue.put(ITEM)
            queue.get()

        return put_and_take
    if which in ("lock", "semaphore"):
        lock = manager.Lock() if which == "lock" else manager.Semaphore(3)

        def acquire_and_release():
            lock.acquire()
            lock.release()

        return acquire_and_release
    if which == "increment":
        counter = manager.get_counter()
        return lambda: counter.add(1)
    table = manager.get_dict()
    table.__setitem__("key", ITEM)
    return (lambda: table.__setitem__("key", ITEM)) if which == "put" else (lambda: table.get("key"))


def one(which):
    def measured(warm_up, measure):
        with Remote(("127.0.0.1", 0), authkey=KEY) as manager:
            do = turn(connect(manager.address), which)

            def batch():
                for _ in range(PER_BATCH):
                    do()
                return PER_BATCH

            report(which, time_per_operation(batch, warm_up, measure) * 1e6, "us")

    return measured


def client(address, connection):
    do = turn(connect(address), "queue")
    while connection.recv():
        for _ in range(PER_BATCH):
            do()
        connection.send(True)


def eight(name):
    def measured(warm_up, measure):
        with Remote(("127.0.0.1", 0), authkey=KEY) as manager:
            ends = []
            for _ in range(CLIENTS):
                here, there = multiprocessing.Pipe()
                multiprocessing.Process(target=client, args=(manager.address, there), daemon=True).start()
                ends.append(here)

            def batch():
                for end in ends:
                    end.send(True)
                for end in ends:
                    end.recv()
                return PER_BATCH * CLIENTS

            report(name, time_per_operation(batch, warm_up, measure) * 1e6, "us")

    return measured


def plus_one(n):
    return n + 1


def worker(address):
    manager = connect(address)
    tasks, results = manager.get_queue("tasks"), manager.get_queue("results")
    while True:
        function, numbers = tasks.get()
        results.put([function(n) for n in numbers])


def with_workers(measured):
    with Remote(("127.0.0.1", 0), authkey=KEY) as manager:
        workers = [
            multiprocessing.Process(target=worker, args=(manager.address,), daemon=True) for _ in range(SLOTS)
        ]
        for each in workers:
            each.start()
        own = connect(manager.address)
        measured(own.get_queue("tasks"), own.get_queue("results"))
        for each in workers:
            each.terminate()


def task(warm_up, measure):
    def measured(tasks, results):
        def batch():
            tasks.put((plus_one, [1]))
            results.get()
            return 1

        report("task", time_per_operation(batch, warm_up, measure) * 1e6, "us")

    with_workers(measured)


def chunks(size):
    def case(warm_up, measure):
        def measured(tasks, results):
            numbers = list(range(TINY_TASKS))

            def batch():
                for at in range(0, TINY_TASKS, size):
                    tasks.put((plus_one, numbers[at:at + size]))
                for _ in range(0, TINY_TASKS, size):
                    results.get()
                return TINY_TASKS

            report("chunks-%d" % size, 1 / time_per_operation(batch, warm_up, measure), "1/s")

        with_workers(measured)

    return case


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    cases = {which: one(which) for which in ("queue", "lock", "semaphore", "increment", "put", "get")}
    cases.update({name: eight(name) for name in ("queue-8", "queue-threads-8")})
    cases.update({"task": task, "chunks-100": chunks(100), "chunks-1000": chunks(1000)})
    sys.exit(run(cases))
