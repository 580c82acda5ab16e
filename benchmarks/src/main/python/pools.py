"""A Pool of four workers under small and large tasks, and its start; the counterpart of Pools.java."""

import multiprocessing
from statistics import median
from time import perf_counter

from measure import batch_size, goes_on, report, run, time_per_operation

WORKERS = 4
TASKS_PER_BATCH = batch_size(20_000)
CALLS_PER_BATCH = batch_size(500)
LARGE_PER_BATCH = 64
MIB = 1 << 20


def square(x):
    return x * x


def large(x):
    return bytes(MIB)


def rate(name, method, tasks, batch, warm_up, measure):
    with multiprocessing.get_context(method).Pool(WORKERS) as pool:

        def counted():
            batch(pool)
            return tasks

        report(name, 1 / time_per_operation(counted, warm_up, measure), "1/s")


NUMBERS = list(range(TASKS_PER_BATCH))


def map_single(pool):
    pool.map(square, NUMBERS, chunksize=1)


def map_chunks(pool):
    pool.map(square, NUMBERS)


def imap_unordered(pool):
    for _ in pool.imap_unordered(square, NUMBERS):
        pass


def large_results(pool):
    pool.map(large, range(LARGE_PER_BATCH), chunksize=1)


def map1(warm_up, measure):
    rate("map-single", "spawn", TASKS_PER_BATCH, map_single, warm_up, measure)


def map1_forkserver(warm_up, measure):
    rate("map-single", "forkserver", TASKS_PER_BATCH, map_single, warm_up, measure)


def chunks(warm_up, measure):
    rate("map-chunks", "spawn", TASKS_PER_BATCH, map_chunks, warm_up, measure)


def unordered(warm_up, measure):
    rate("imap-unordered", "spawn", TASKS_PER_BATCH, imap_unordered, warm_up, measure)


def mib(warm_up, measure):
    rate("large-results", "spawn", LARGE_PER_BATCH, large_results, warm_up, measure)


def apply_with(method, warm_up, measure):
    with multiprocessing.get_context(method).Pool(WORKERS) as pool:

        def batch():
            for i in range(CALLS_PER_BATCH):
                pool.apply(square, (i,))
            return CALLS_PER_BATCH

        report("apply", time_per_operation(batch, warm_up, measure) * 1e6, "us")


def apply(warm_up, measure):
    apply_with("spawn", warm_up, measure)


def first(method, workers, measure):
    """From nothing to the first result; the start of the first pool of the program does not count."""
    context = multiprocessing.get_context(method)
    times = []
    begin = perf_counter()
    while len(times) < 2 or goes_on(len(times), begin, measure):
        start = perf_counter()
        pool = context.Pool(workers)
        pool.apply(square, (2,))
        times.append(perf_counter() - start)
        pool.terminate()
        pool.join()
    report("pool-start", median(times[1:]) * 1e3, "ms")


if __name__ == "__main__":
    run({
        "map-single": map1,
        "map-single-forkserver": map1_forkserver,
        "map-chunks": chunks,
        "unordered": unordered,
        "large": mib,
        "apply": apply,
        "start-2": lambda warm_up, measure: first("spawn", 2, measure),
        "start-8": lambda warm_up, measure: first("spawn", 8, measure),
        "start-8-forkserver": lambda warm_up, measure: first("forkserver", 8, measure),
    })
