"""Two stages: several processes of the second one go on when the first one has notified them."""

from multiprocessing import Condition, Process, Queue, Value

from method import choose


def first(condition, ready):
    with condition:
        ready.value = 1
        condition.notify_all()


def second(condition, ready, results):
    with condition:
        condition.wait_for(lambda: ready.value == 1)
    results.put("went on")


if __name__ == "__main__":
    choose()
    condition = Condition()
    ready = Value("i", 0)
    results = Queue()
    processes = [Process(target=second, args=(condition, ready, results)) for _ in range(3)]
    processes.append(Process(target=first, args=(condition, ready)))
    for process in processes:
        process.start()
    print(*(results.get() for _ in range(3)))
    for process in processes:
        process.join()
