"""A sum in eight processes with slices and a queue."""

from multiprocessing import Process, Queue

from method import choose

COUNT = 1_000_000
PROCESSES = 8


def add(numbers, results):
    results.put(sum(numbers))


if __name__ == "__main__":
    choose()
    numbers = list(range(1, COUNT + 1))
    results = Queue()
    size = COUNT // PROCESSES
    processes = []
    for begin in range(0, COUNT, size):
        process = Process(target=add, args=(numbers[begin : begin + size], results))
        process.start()
        processes.append(process)
    total = sum(results.get() for _ in processes)
    for process in processes:
        process.join()
    print("total", total)
