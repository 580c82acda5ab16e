"""The example of concurrent.futures: large numbers that may be primes."""

from concurrent.futures import ProcessPoolExecutor

from method import choose

NUMBERS = [1_000_000_007, 1_000_000_011, 998_244_353, 1_000_000_021, 1_000_000_009, 999_999_937]


def is_prime(n):
    if n % 2 == 0:
        return False
    i = 3
    while i * i <= n:
        if n % i == 0:
            return False
        i += 2
    return True


if __name__ == "__main__":
    choose()
    with ProcessPoolExecutor(2) as executor:
        for number, prime in zip(NUMBERS, executor.map(is_prime, NUMBERS)):
            print(number, str(prime).lower())
