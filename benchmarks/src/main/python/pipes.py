"""Messages to a child process and back over a Pipe; the counterpart of Pipes.java."""

import multiprocessing

from measure import report, run, time_per_operation

MEBIBYTE = 1 << 20


def echo(connection):
    while (message := connection.recv()) is not None:
        connection.send(message)


def echo_bytes(connection):
    while message := connection.recv_bytes():
        connection.send_bytes(message)


def with_child(target, last, body):
    context = multiprocessing.get_context("spawn")
    near, far = context.Pipe()
    process = context.Process(target=target, args=(far,))
    process.start()
    body(near)
    last(near)
    process.join()


def round_trips(name, message, per_batch, warm_up, measure):
    def body(connection):
        def batch():
            for _ in range(per_batch):
                connection.send(message)
                connection.recv()
            return per_batch

        report(name, time_per_operation(batch, warm_up, measure) * 1e6, "us")

    with_child(echo, lambda connection: connection.send(None), body)


def small_map(warm_up, measure):
    round_trips("pipe-map", {"k": 1}, 100, warm_up, measure)


def integer(warm_up, measure):
    round_trips("pipe-int", 42, 100, warm_up, measure)


def large(warm_up, measure):
    message = bytes(MEBIBYTE)

    def body(connection):
        def batch():
            connection.send(message)
            connection.recv()
            return 2 * MEBIBYTE  # there and back

        report("echo", 1 / time_per_operation(batch, warm_up, measure) / 1e9, "GB/s")

    with_child(echo, lambda connection: connection.send(None), body)


def large_bytes(warm_up, measure):
    message = bytes(MEBIBYTE)

    def body(connection):
        def batch():
            connection.send_bytes(message)
            connection.recv_bytes()
            return 2 * MEBIBYTE

        report("echo-bytes", 1 / time_per_operation(batch, warm_up, measure) / 1e9, "GB/s")

    with_child(echo_bytes, lambda connection: connection.send_bytes(b""), body)


if __name__ == "__main__":
    run({"map": small_map, "int": integer, "large": large, "large-bytes": large_bytes})
