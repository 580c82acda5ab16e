"""The first program of every tutorial: a function in a process of its own."""

from multiprocessing import Process

from method import choose


def greet(name):
    print("hello", name, flush=True)


if __name__ == "__main__":
    choose()
    process = Process(target=greet, args=("bob",))
    process.start()
    process.join()
    print("exit code", process.exitcode)
