"""Times operations and prints lines `name value unit`; the counterpart of Measure.java.

The environment says which of three things is measured: the speed after a warm-up, a fixed amount of work without one
(BENCHMARK_WORK), or the rate in windows of time since the start (BENCHMARK_WINDOWS).
"""

import os
import sys
from time import perf_counter

CREATED = perf_counter()
# Operations to do without a warm-up, 0 to go by the time.
WORK = int(os.environ.get("BENCHMARK_WORK", "0"))
# Ends of the windows in seconds since the start, empty to give one figure.
WINDOWS = [float(end) for end in os.environ.get("BENCHMARK_WINDOWS", "").split(",") if end]

rates = ""


def batch_size(usual):
    """A size of batches: the usual one, or a tenth of it where windows of time must be told apart."""
    return usual // 10 if WINDOWS else usual


def time_per_operation(batch, warm_up, measure):
    """Seconds for one operation. batch() does some operations and returns how many.

    Repeats batches for warm_up seconds, which do not count, then for measure seconds, which do.
    """
    global rates
    if WINDOWS:
        rates = rates_in_windows(batch)
        return 1
    end = perf_counter() + warm_up
    while not WORK and perf_counter() < end:
        batch()
    done = 0
    start = perf_counter()
    while goes_on(done, start, measure):
        done += batch()
    return (perf_counter() - start) / done


def goes_on(done, start, seconds):
    """Whether there is more to measure, by the work done or by the time."""
    return done < WORK if WORK else perf_counter() - start < seconds


def rates_in_windows(batch):
    """Operations a second. The end of a window within a batch takes its share of the batch."""
    marks = [(0.0, 0)]
    done = 0
    while marks[-1][0] < WINDOWS[-1]:
        done += batch()
        marks.append((perf_counter() - CREATED, done))
    result = []
    begin = 0.0
    for end in WINDOWS:
        result.append((done_at(marks, end) - done_at(marks, begin)) / (end - begin))
        begin = end
    return ",".join(map(repr, result))


def done_at(marks, seconds):
    after = 1
    while marks[after][0] < seconds:
        after += 1
    (time_before, done_before), (time_after, done_after) = marks[after - 1], marks[after]
    return done_before + (seconds - time_before) / (time_after - time_before) * (done_after - done_before)


def report(name, value, unit):
    """Prints the line. After a fixed amount of work the program then waits, with all its children, to be looked at."""
    if WINDOWS:
        print(name, rates, "1/s", flush=True)
        return
    print(name, repr(value), unit, flush=True)
    if WORK:
        sys.stdin.read()


def run(cases):
    """Runs the case that the command line names: CASE WARM_UP_SECONDS MEASURE_SECONDS."""
    cases[sys.argv[1]](float(sys.argv[2]), float(sys.argv[3]))
