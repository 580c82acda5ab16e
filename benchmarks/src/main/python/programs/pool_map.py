"""Squares by a pool, the documentation's first example."""

from multiprocessing import Pool

from method import choose


def square(x):
    return x * x


if __name__ == "__main__":
    choose()
    with Pool(4) as pool:
        print(sum(pool.map(square, range(1000))))
