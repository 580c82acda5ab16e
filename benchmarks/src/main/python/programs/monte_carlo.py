"""Pi by points of a generator of one's own, so that both sides draw the same ones."""

from multiprocessing import Pool

from method import choose

POINTS = 100_000


def hits(seed):
    state = seed
    inside = 0
    for _ in range(POINTS):
        state = (state * 1103515245 + 12345) % 2147483648
        x = state / 2147483648
        state = (state * 1103515245 + 12345) % 2147483648
        y = state / 2147483648
        inside += x * x + y * y <= 1.0
    return inside


if __name__ == "__main__":
    choose()
    with Pool(4) as pool:
        print("hits", sum(pool.map(hits, range(1, 9))))
