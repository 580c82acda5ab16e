"""Value and Array; the counterpart of Values.java."""

import multiprocessing
from array import array as plain_array

from measure import report, run, time_per_operation

INCREMENTS_PER_BATCH = 1000
LENGTH = 100_000


def locked(warm_up, measure):
    value = multiprocessing.get_context("spawn").Value("i", 0)

    def batch():
        for _ in range(INCREMENTS_PER_BATCH):
            with value.get_lock():
                value.value += 1
        return INCREMENTS_PER_BATCH

    report("increment", time_per_operation(batch, warm_up, measure) * 1e9, "ns")


def array(warm_up, measure):
    shared = multiprocessing.get_context("spawn").Array("d", LENGTH)
    source = [float(i) for i in range(LENGTH)]

    def batch():
        shared[:] = source  # takes the lock
        return 1

    report("array", time_per_operation(batch, warm_up, measure) * 1e6, "us")


def array_view(warm_up, measure):
    """The fastest way: one copy of bytes."""
    shared = multiprocessing.get_context("spawn").Array("d", LENGTH)
    source = memoryview(plain_array("d", range(LENGTH)))
    view = memoryview(shared.get_obj()).cast("B").cast("d")

    def batch():
        with shared.get_lock():
            view[:] = source
        return 1

    report("array", time_per_operation(batch, warm_up, measure) * 1e6, "us")


if __name__ == "__main__":
    run({"locked": locked, "array": array, "array-view": array_view})
