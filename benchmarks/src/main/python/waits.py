"""Semaphore, Event, Condition and Barrier; the counterpart of Waits.java."""

import multiprocessing
from functools import partial

from measure import report, run, time_per_operation
from team import rate

PAIRS_PER_BATCH = 1000
ROUNDS_PER_BATCH = 100


def pairs(semaphore):
    def batch():
        for _ in range(PAIRS_PER_BATCH):
            semaphore.acquire()
            semaphore.release()
        return PAIRS_PER_BATCH

    return batch


def semaphore(warm_up, measure):
    one = multiprocessing.get_context("spawn").Semaphore(1)
    report("semaphore", time_per_operation(pairs(one), warm_up, measure) * 1e9, "ns")


def contended(processes, warm_up, measure):
    context = multiprocessing.get_context("spawn")
    total = rate(context, processes, context.Semaphore(1), pairs, warm_up, measure)
    report("semaphore-contended", total, "1/s")


def rounds(name, warm_up, measure, batch):
    """The time of a round, with daemons for partners that end with this program."""
    report(name, time_per_operation(batch, warm_up, measure) * 1e6, "us")


def daemon(context, target, *args):
    context.Process(target=target, args=args, daemon=True).start()


def answer_event(ping, pong):
    while True:
        ping.wait()
        ping.clear()
        pong.set()


def event(warm_up, measure):
    context = multiprocessing.get_context("spawn")
    ping = context.Event()
    pong = context.Event()
    daemon(context, answer_event, ping, pong)

    def batch():
        for _ in range(ROUNDS_PER_BATCH):
            ping.set()
            pong.wait()
            pong.clear()
        return ROUNDS_PER_BATCH

    rounds("event", warm_up, measure, batch)


def hand_off(condition, turn, mine, other):
    with condition:
        condition.wait_for(lambda: turn.value == mine)
        turn.value = other
        condition.notify()


def answer_condition(condition, turn):
    while True:
        hand_off(condition, turn, 1, 0)


def condition(warm_up, measure):
    context = multiprocessing.get_context("spawn")
    shared = context.Condition()
    turn = context.RawValue("i", 0)
    daemon(context, answer_condition, shared, turn)

    def batch():
        for _ in range(ROUNDS_PER_BATCH):
            hand_off(shared, turn, 0, 1)
        return ROUNDS_PER_BATCH

    rounds("condition", warm_up, measure, batch)


def pass_barrier(barrier):
    while True:
        barrier.wait()


def barrier(parties, warm_up, measure):
    context = multiprocessing.get_context("spawn")
    shared = context.Barrier(parties)
    for _ in range(1, parties):
        daemon(context, pass_barrier, shared)

    def batch():
        for _ in range(ROUNDS_PER_BATCH):
            shared.wait()
        return ROUNDS_PER_BATCH

    rounds("barrier", warm_up, measure, batch)


if __name__ == "__main__":
    run(
        {
            "semaphore": semaphore,
            "semaphore-2": partial(contended, 2),
            "semaphore-4": partial(contended, 4),
            "event": event,
            "condition": condition,
            "barrier-2": partial(barrier, 2),
            "barrier-4": partial(barrier, 4),
        }
    )
