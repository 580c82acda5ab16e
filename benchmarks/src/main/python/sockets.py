"""Messages to a child process and back over sockets; the counterpart of Sockets.java."""

import multiprocessing
from multiprocessing.connection import Client, Listener

from measure import report, run, time_per_operation

KEY = b"benchmark"
MEBIBYTE = 1 << 20


def echo(address):
    with Client(address, authkey=KEY) as connection:
        while (message := connection.recv()) is not None:
            connection.send(message)


def with_child(family, body):
    context = multiprocessing.get_context("spawn")
    with Listener(family=family, authkey=KEY) as listener:
        process = context.Process(target=echo, args=(listener.address,))
        process.start()
        with listener.accept() as connection:
            body(connection)
            connection.send(None)
        process.join()


def round_trips(family):
    def case(warm_up, measure):
        def body(connection):
            def batch():
                for _ in range(100):
                    connection.send({"k": 1})
                    connection.recv()
                return 100

            report("round-trip", time_per_operation(batch, warm_up, measure) * 1e6, "us")

        with_child(family, body)

    return case


def large(family):
    message = bytes(MEBIBYTE)

    def case(warm_up, measure):
        def body(connection):
            def batch():
                connection.send(message)
                connection.recv()
                return 2 * MEBIBYTE  # there and back

            report("echo", 1 / time_per_operation(batch, warm_up, measure) / 1e9, "GB/s")

        with_child(family, body)

    return case


if __name__ == "__main__":
    run(
        {
            "unix": round_trips("AF_UNIX"),
            "tcp": round_trips("AF_INET"),
            "unix-large": large("AF_UNIX"),
            "tcp-large": large("AF_INET"),
        }
    )
