"""Processes that all do the same at the same time; the counterpart of Team.java."""

from measure import time_per_operation


def member(shared, work, start, warm_up, measure):
    start.send(None)
    start.recv()
    start.send(1 / time_per_operation(work(shared), warm_up, measure))


def rate(context, members, shared, work, warm_up, measure):
    """Operations for each second, of all members together."""
    pipes = [context.Pipe() for _ in range(members)]
    processes = [context.Process(target=member, args=(shared, work, far, warm_up, measure)) for _, far in pipes]
    for process in processes:
        process.start()
    for near, _ in pipes:
        near.recv()
    for near, _ in pipes:
        near.send(None)
    total = sum(near.recv() for near, _ in pipes)
    for process in processes:
        process.join()
    return total
