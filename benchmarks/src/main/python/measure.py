"""Times operations and prints lines `name value unit`; the counterpart of Measure.java."""

import sys
from time import perf_counter


def time_per_operation(batch, warm_up, measure):
    """Seconds for one operation. batch() does some operations and returns how many.

    Repeats batches for warm_up seconds, which do not count, then for measure seconds, which do.
    """
    end = perf_counter() + warm_up
    while perf_counter() < end:
        batch()
    done = 0
    start = now = perf_counter()
    while now - start < measure:
        done += batch()
        now = perf_counter()
    return (now - start) / done


def report(name, value, unit):
    print(name, repr(value), unit, flush=True)


def run(cases):
    """Runs the case that the command line names: CASE WARM_UP_SECONDS MEASURE_SECONDS."""
    cases[sys.argv[1]](float(sys.argv[2]), float(sys.argv[3]))
