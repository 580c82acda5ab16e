"""The start method that the benchmark asks for, in the environment; spawn as a user of macOS or Windows has it."""

import multiprocessing
import os


def choose():
    multiprocessing.set_start_method(os.environ.get("BENCHMARK_METHOD", "spawn"))
