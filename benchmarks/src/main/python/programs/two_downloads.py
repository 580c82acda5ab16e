"""Two downloads at once, by name of the arguments."""

import time
from multiprocessing import Process

from method import choose


def download(file, millis):
    time.sleep(millis / 1000)


if __name__ == "__main__":
    choose()
    first = Process(target=download, args=("a.pdf", 40))
    second = Process(target=download, kwargs={"file": "b.avi", "millis": 60}, name="worker-b")
    first.start()
    second.start()
    first.join()
    second.join()
    print(first.exitcode, second.name, second.exitcode)
