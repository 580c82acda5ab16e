"""The calls of a pool one after the other, as its documentation shows them."""

from multiprocessing import Pool

from method import choose


def power(base, exponent):
    return base**exponent


def square(x):
    return x * x


if __name__ == "__main__":
    choose()
    with Pool(3) as pool:
        print(pool.apply(power, (2, 10)))
        results = [pool.apply_async(power, (i, 2)) for i in range(50)]
        print(sum(result.get(timeout=60) for result in results))
        print(sum(pool.starmap(power, [(i, 3) for i in range(20)])))
        print(sum(pool.imap(square, range(100), chunksize=5)))
