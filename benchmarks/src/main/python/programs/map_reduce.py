"""Word counts of texts by a pool, merged here."""

from collections import Counter
from multiprocessing import Pool

from method import choose

WORDS = ["process", "thread", "queue", "pipe", "lock", "event", "value", "array"]


def text(seed):
    return " ".join(WORDS[(seed * 7 + i * i) % len(WORDS)] for i in range(500))


def count(words):
    return Counter(words.split())


if __name__ == "__main__":
    choose()
    with Pool(4) as pool:
        total = Counter()
        for part in pool.imap(count, [text(i) for i in range(40)]):
            total.update(part)
    print(*(f"{word}={total[word]}" for word in sorted(total)))
