"""Threads that take work from a queue."""

import queue
import threading

results = queue.Queue()


def work(tasks):
    while (task := tasks.get()) is not None:
        results.put(task * task)
        tasks.task_done()


if __name__ == "__main__":
    tasks = queue.Queue()
    threads = [threading.Thread(target=work, args=(tasks,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for i in range(2000):
        tasks.put(i)
    tasks.join()
    for _ in threads:
        tasks.put(None)
    for thread in threads:
        thread.join()
    print("sum", sum(results.get() for _ in range(2000)))
