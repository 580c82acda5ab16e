"""Lock, alone and with processes that all want it; the counterpart of Locks.java."""

import multiprocessing
from functools import partial

from measure import report, run, time_per_operation
from team import rate

PAIRS_PER_BATCH = 1000


def pairs(lock):
    def batch():
        for _ in range(PAIRS_PER_BATCH):
            lock.acquire()
            lock.release()
        return PAIRS_PER_BATCH

    return batch


def blocks(lock):
    def batch():
        for _ in range(PAIRS_PER_BATCH):
            with lock:
                pass
        return PAIRS_PER_BATCH

    return batch


def uncontended(warm_up, measure):
    lock = multiprocessing.get_context("spawn").Lock()
    report("lock", time_per_operation(pairs(lock), warm_up, measure) * 1e9, "ns")


def block(warm_up, measure):
    lock = multiprocessing.get_context("spawn").Lock()
    report("lock-block", time_per_operation(blocks(lock), warm_up, measure) * 1e9, "ns")


def contended(processes, warm_up, measure):
    context = multiprocessing.get_context("spawn")
    report("lock-contended", rate(context, processes, context.Lock(), pairs, warm_up, measure), "1/s")


if __name__ == "__main__":
    run(
        {
            "uncontended": uncontended,
            "block": block,
            "contended-2": partial(contended, 2),
            "contended-4": partial(contended, 4),
        }
    )
