"""Workers that take tasks from a joinable queue until each gets a poison pill."""

from multiprocessing import JoinableQueue, Process, Queue

from method import choose

WORKERS = 4
TASKS = 100


def work(tasks, results):
    while True:
        task = tasks.get()
        if task is None:
            tasks.task_done()
            return
        results.put((task, task * task))
        tasks.task_done()


if __name__ == "__main__":
    choose()
    tasks = JoinableQueue()
    results = Queue()
    for _ in range(WORKERS):
        Process(target=work, args=(tasks, results)).start()
    for i in range(TASKS):
        tasks.put(i)
    for _ in range(WORKERS):
        tasks.put(None)
    tasks.join()
    print("sum of squares", sum(results.get()[1] for _ in range(TASKS)))
