"""Threads and what they share; the counterpart of Threads.java."""

import threading

from measure import report, run, time_per_operation

PAIRS_PER_BATCH = 1000
MEETINGS_PER_BATCH = 100
STARTS_PER_BATCH = 10


def pairs(name, lock, warm_up, measure):
    def batch():
        for _ in range(PAIRS_PER_BATCH):
            lock.acquire()
            lock.release()
        return PAIRS_PER_BATCH

    report(name, time_per_operation(batch, warm_up, measure) * 1e9, "ns")


def lock(warm_up, measure):
    pairs("thread-lock", threading.Lock(), warm_up, measure)


def rlock(warm_up, measure):
    pairs("thread-rlock", threading.RLock(), warm_up, measure)


def semaphore(warm_up, measure):
    pairs("thread-semaphore", threading.Semaphore(4), warm_up, measure)


def local(warm_up, measure):
    own = threading.local()
    own.value = 1

    def batch():
        total = 0
        for _ in range(PAIRS_PER_BATCH):
            total += own.value
        assert total == PAIRS_PER_BATCH
        return PAIRS_PER_BATCH

    report("thread-local", time_per_operation(batch, warm_up, measure) * 1e9, "ns")


def meetings(name, here, there, end, warm_up, measure):
    """Meetings of this thread with another one, which goes on until it is told to end."""

    def partner():
        while there():
            pass

    thread = threading.Thread(target=partner, daemon=True)
    thread.start()

    def batch():
        for _ in range(MEETINGS_PER_BATCH):
            here()
        return MEETINGS_PER_BATCH

    report(name, time_per_operation(batch, warm_up, measure) * 1e6, "us")
    end()
    thread.join()


def event(warm_up, measure):
    ping = threading.Event()
    pong = threading.Event()
    stop = threading.Event()

    def here():
        ping.set()
        pong.wait()
        pong.clear()

    def there():
        ping.wait()
        ping.clear()
        pong.set()
        return not stop.is_set()

    def end():
        stop.set()
        ping.set()

    meetings("event-ping-pong", here, there, end, warm_up, measure)


class Turns:
    """Whose turn it is, and whether there is no more."""

    def __init__(self):
        self.condition = threading.Condition()
        self.theirs = False
        self.over = False

    def hand_over(self, there):
        with self.condition:
            while self.theirs != there:
                self.condition.wait()
            self.theirs = not there
            self.condition.notify()
            return not self.over

    def end(self):
        with self.condition:
            self.over = True
        self.hand_over(False)


def condition(warm_up, measure):
    turns = Turns()
    meetings(
        "condition-hand-off",
        lambda: turns.hand_over(False),
        lambda: turns.hand_over(True),
        turns.end,
        warm_up,
        measure,
    )


def barrier(warm_up, measure):
    """A flag would not do: the partner may look at it right after the last meeting, and leave before the next one."""
    meeting = threading.Barrier(2)

    def there():
        try:
            meeting.wait()
            return True
        except threading.BrokenBarrierError:
            return False

    meetings("barrier", meeting.wait, there, meeting.abort, warm_up, measure)


def nothing():
    pass


def start(warm_up, measure):
    def batch():
        for _ in range(STARTS_PER_BATCH):
            thread = threading.Thread(target=nothing)
            thread.start()
            thread.join()
        return STARTS_PER_BATCH

    report("thread-start", time_per_operation(batch, warm_up, measure) * 1e6, "us")


if __name__ == "__main__":
    run({
        "lock": lock,
        "rlock": rlock,
        "semaphore": semaphore,
        "local": local,
        "event": event,
        "condition": condition,
        "barrier": barrier,
        "start": start,
    })
