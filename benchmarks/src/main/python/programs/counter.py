"""Four processes that increment one value under its lock."""

from multiprocessing import Process, Value

from method import choose

PROCESSES = 4
INCREMENTS = 5000


def increment(value):
    for _ in range(INCREMENTS):
        with value.get_lock():
            value.value += 1


if __name__ == "__main__":
    choose()
    value = Value("i", 0)
    processes = [Process(target=increment, args=(value,)) for _ in range(PROCESSES)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    print("value", value.value)
