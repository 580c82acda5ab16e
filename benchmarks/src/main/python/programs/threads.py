"""Threads that wait, and a lock for a balance."""

import threading
import time

balance = 0
lock = threading.Lock()


def change(amount):
    global balance
    for _ in range(20_000):
        with lock:
            balance += amount
            balance -= amount


def wait():
    time.sleep(0.02)


if __name__ == "__main__":
    threads = [threading.Thread(target=change, args=(amount,)) for amount in (5, 8)]
    threads += [threading.Thread(target=wait) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("balance", balance)
