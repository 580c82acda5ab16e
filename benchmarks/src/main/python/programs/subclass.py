"""Three processes of a subclass with state."""

from multiprocessing import Process, Queue

from method import choose


class Counter(Process):
    def __init__(self, loops, results):
        super().__init__()
        self.loops = loops
        self.results = results

    def run(self):
        self.results.put(sum(range(self.loops)))


if __name__ == "__main__":
    choose()
    results = Queue()
    counters = [Counter(loops, results) for loops in (1000, 2000, 3000)]
    for counter in counters:
        counter.start()
    total = sum(results.get() for _ in counters)
    for counter in counters:
        counter.join()
    print("total", total)
