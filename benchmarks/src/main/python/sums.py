"""The tutorial's program: sums of slices in 8 processes, merged through a Queue; the counterpart of Sums.java."""

import multiprocessing
import os
from time import perf_counter

from measure import report, run

PROCESSES = 8


def handle(numbers, result_queue):
    total = 0
    for number in numbers:
        total += number
    result_queue.put(total)


def sum_in_processes(warm_up, measure):
    """The time goes from the first slice to the merged result; the list is there before."""
    context = multiprocessing.get_context("spawn")
    count = int(os.environ["BENCHMARK_SUM"])
    numbers = list(range(1, count + 1))
    results = context.Queue()
    start = perf_counter()
    size = count // PROCESSES
    processes = []
    for index in range(0, count, size):
        process = context.Process(target=handle, args=(numbers[index : index + size], results))
        processes.append(process)
        process.start()
    total = sum(results.get() for _ in processes)
    for process in processes:
        process.join()
    seconds = perf_counter() - start
    assert total == count * (count + 1) // 2
    report("sum", seconds, "s")


if __name__ == "__main__":
    run({"sum": sum_in_processes})
