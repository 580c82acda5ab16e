"""Six processes, three of which may be active at one time."""

import time
from multiprocessing import Process, Semaphore, Value

from method import choose


def work(semaphore, active, most):
    with semaphore:
        with active.get_lock():
            active.value += 1
            most.value = max(most.value, active.value)
        time.sleep(0.01)
        with active.get_lock():
            active.value -= 1


if __name__ == "__main__":
    choose()
    semaphore = Semaphore(3)
    active = Value("i", 0)
    most = Value("i", 0)
    processes = [Process(target=work, args=(semaphore, active, most)) for _ in range(6)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    print("more than 3 at a time:", int(most.value > 3), "at the end:", active.value)
