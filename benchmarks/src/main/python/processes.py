"""Start and join of a process that does nothing; the counterpart of Processes.java."""

import multiprocessing
from statistics import median
from time import perf_counter, sleep

from measure import goes_on, report, run


def nothing():
    pass


def start_and_join(context):
    start = perf_counter()
    process = context.Process(target=nothing)
    process.start()
    process.join()
    assert process.exitcode == 0
    return perf_counter() - start


def cold(warm_up, measure):
    """The child is cold each time; the first start of the parent is left to `program`."""
    context = multiprocessing.get_context("spawn")
    start_and_join(context)
    start = perf_counter()
    times = [start_and_join(context)]
    while goes_on(len(times), start, measure):
        times.append(start_and_join(context))
    report("start-cold", median(times) * 1e3, "ms")


def forkserver(name, pause, seconds):
    context = multiprocessing.get_context("forkserver")
    start_and_join(context)
    start = perf_counter()
    times = []
    while not times or goes_on(len(times), start, seconds):
        sleep(pause)
        times.append(start_and_join(context))
    report(name, median(times) * 1e3, "ms")


def forkserver_ready(warm_up, measure):
    forkserver("start-forkserver", 0.5, warm_up + measure)


def forkserver_burst(warm_up, measure):
    forkserver("start-forkserver-burst", 0, warm_up + measure)


def program(warm_up, measure):
    """A whole program with one child: whoever runs it takes its time."""
    start_and_join(multiprocessing.get_context("spawn"))


if __name__ == "__main__":
    run(
        {
            "cold": cold,
            "forkserver": forkserver_ready,
            "forkserver-burst": forkserver_burst,
            "program": program,
        }
    )
