"""Three processes that wait for an event, and one that waits with a time limit."""

from multiprocessing import Event, Process, Queue

from method import choose


def wait(event, results):
    event.wait()
    results.put("set")


def wait_briefly(event, results):
    results.put("set" if event.wait(0.02) else "not set")


if __name__ == "__main__":
    choose()
    event = Event()
    results = Queue()
    brief = Process(target=wait_briefly, args=(event, results))
    brief.start()
    print(results.get())
    brief.join()
    waiting = [Process(target=wait, args=(event, results)) for _ in range(3)]
    for process in waiting:
        process.start()
    event.set()
    print(*sorted(results.get() for _ in waiting))
    for process in waiting:
        process.join()
