"""Two processes that would never end, terminated and killed."""

import time
from multiprocessing import Process

from method import choose


def endless():
    while True:
        time.sleep(1)


if __name__ == "__main__":
    choose()
    first = Process(target=endless)
    second = Process(target=endless, daemon=True)
    first.start()
    second.start()
    first.terminate()
    second.kill()
    first.join()
    second.join()
    print(first.exitcode, second.exitcode)
