"""Merge sort: the halves are sorted by children, which send them back through pipes."""

from heapq import merge
from multiprocessing import Pipe, Process

from method import choose

LENGTH = 20_000


def sort_half(numbers, connection):
    connection.send(sorted(numbers))
    connection.close()


if __name__ == "__main__":
    choose()
    numbers = [(i * 7919) % LENGTH for i in range(LENGTH)]
    halves = []
    for half in (numbers[: LENGTH // 2], numbers[LENGTH // 2 :]):
        near, far = Pipe(False)
        process = Process(target=sort_half, args=(half, far))
        process.start()
        halves.append((near, process))
    result = list(merge(*(near.recv() for near, _ in halves)))
    for _, process in halves:
        process.join()
    print(result == sorted(numbers), result[0], result[-1])
