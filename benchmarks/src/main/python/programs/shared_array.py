"""Two processes that fill the halves of an array."""

from multiprocessing import Array, Process

from method import choose

LENGTH = 20000


def fill(array, begin, end):
    for i in range(begin, end):
        array[i] = i * 0.5


if __name__ == "__main__":
    choose()
    array = Array("d", LENGTH)
    halves = [(0, LENGTH // 2), (LENGTH // 2, LENGTH)]
    processes = [Process(target=fill, args=(array, begin, end)) for begin, end in halves]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    print("sum", int(sum(array[:])))
