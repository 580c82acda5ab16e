"""Three processes that work in phases."""

from multiprocessing import Barrier, Process, Value

from method import choose

PHASES = 100


def work(barrier, value):
    for _ in range(PHASES):
        with value.get_lock():
            value.value += 1
        barrier.wait()


if __name__ == "__main__":
    choose()
    barrier = Barrier(3)
    value = Value("i", 0)
    processes = [Process(target=work, args=(barrier, value)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    print("value", value.value)
