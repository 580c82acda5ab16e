"""Primes of a range, unordered, a task for each number."""

from multiprocessing import Pool

from method import choose


def is_prime(n):
    if n < 2:
        return False
    i = 2
    while i * i <= n:
        if n % i == 0:
            return False
        i += 1
    return True


if __name__ == "__main__":
    choose()
    with Pool(4) as pool:
        print("primes", sum(pool.imap_unordered(is_prime, range(5000))))
