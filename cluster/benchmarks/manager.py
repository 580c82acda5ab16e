"""CPython's remote manager over TCP on loopback: microseconds for each operation, for ClusterFigures.java."""
import multiprocessing
import sys
import threading
import time
from multiprocessing.managers import SyncManager

KEY = b"a secret of the figures"


class Counter:
    def __init__(self):
        self.lock = threading.Lock()
        self.n = 0

    def add(self, by):
        with self.lock:
            self.n += by
            return self.n


class Figures(SyncManager):
    pass


Figures.register("Counter", Counter)


def turns(address, what, seconds):
    """How many turns a client does in the time."""
    manager = Figures(address, authkey=KEY)
    manager.connect()
    queue, lock, semaphore, shared, counter = (
        manager.Queue(), manager.Lock(), manager.Semaphore(3), manager.dict(), manager.Counter())

    def put_and_take():
        queue.put("x" * 100)
        queue.get()

    def with_lock():
        lock.acquire()
        lock.release()

    def with_semaphore():
        semaphore.acquire()
        semaphore.release()

    turn = {
        "queue put and take": put_and_take,
        "lock and unlock": with_lock,
        "semaphore": with_semaphore,
        "increment": lambda: counter.add(1),
        "map put": lambda: shared.__setitem__("key", "x" * 100),
        "map get": lambda: shared.get("key"),
    }[what]
    shared["key"] = "x" * 100
    end = time.perf_counter() + seconds / 4
    while time.perf_counter() < end:
        turn()
    n = 0
    begin = time.perf_counter()
    end = begin + seconds
    while time.perf_counter() < end:
        turn()
        n += 1
    return n / (time.perf_counter() - begin)


def client(address, what, seconds, results):
    results.put(turns(address, what, seconds))


def measure(address, what, seconds, clients):
    results = multiprocessing.Queue()
    processes = [multiprocessing.Process(target=client, args=(address, what, seconds, results)) for _ in range(clients)]
    for process in processes:
        process.start()
    total = sum(results.get() for _ in processes)
    for process in processes:
        process.join()
    return total


if __name__ == "__main__":
    with Figures(("127.0.0.1", 0), authkey=KEY) as manager:
        for what in sys.argv[2:]:
            name, _, clients = what.partition(":")
            print(f"{what}\t{measure(manager.address, name, float(sys.argv[1]), int(clients or 1)):.0f}", flush=True)
