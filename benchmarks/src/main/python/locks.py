"""Lock, alone and with two processes that both want it; the counterpart of Locks.java."""

import multiprocessing

from measure import report, run, time_per_operation

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


def contender(lock, start, warm_up, measure):
    start.send(None)
    start.recv()
    start.send(1 / time_per_operation(pairs(lock), warm_up, measure))


def contended(warm_up, measure):
    context = multiprocessing.get_context("spawn")
    lock = context.Lock()
    pipes = [context.Pipe() for _ in range(2)]
    processes = [context.Process(target=contender, args=(lock, far, warm_up, measure)) for _, far in pipes]
    for process in processes:
        process.start()
    for near, _ in pipes:
        near.recv()
    for near, _ in pipes:
        near.send(None)
    report("lock-contended", sum(near.recv() for near, _ in pipes), "1/s")
    for process in processes:
        process.join()


if __name__ == "__main__":
    run({"uncontended": uncontended, "block": block, "contended": contended})
