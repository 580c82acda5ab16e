"""Messages to a child and back over a pipe."""

from multiprocessing import Pipe, Process

from method import choose

TRIPS = 1000


def echo(connection):
    while (message := connection.recv()) is not None:
        connection.send({"reply": message["number"] + 1})


if __name__ == "__main__":
    choose()
    near, far = Pipe()
    process = Process(target=echo, args=(far,))
    process.start()
    number = 0
    for _ in range(TRIPS):
        near.send({"number": number})
        number = near.recv()["reply"]
    near.send(None)
    process.join()
    print("number", number)
