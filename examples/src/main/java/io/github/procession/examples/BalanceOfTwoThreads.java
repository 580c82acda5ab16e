package io.github.procession.examples;

import io.github.procession.threading.Lock;
import io.github.procession.threading.Thread;

/**
 * Two threads add an amount to one balance and take it away again, many times. Without a lock the steps of both mix, and the
 * balance is seldom what it was; with a lock it is zero.
 */
class BalanceOfTwoThreads {
    private static final Lock LOCK = new Lock();
    private static volatile int balance; // volatile: or the compiler could do both steps in a register

    static void change(int m) {
        balance = balance + m;
        balance = balance - m;
    }

    static void withoutLock(int m, int rounds) {
        for (int i = 0; i < rounds; i++) {
            change(m);
        }
    }

    static void withLock(int m, int rounds) throws InterruptedException {
        for (int i = 0; i < rounds; i++) {
            try (var _ = LOCK.acquire()) {
                change(m);
            }
        }
    }

    private static int afterBoth(Thread t1, Thread t2) throws InterruptedException {
        balance = 0;
        t1.start();
        t2.start();
        t1.join();
        t2.join();
        return balance;
    }

    void main() throws InterruptedException {
        int rounds = 2_000_000;
        IO.println("balance without a lock: "
                + afterBoth(
                        new Thread(BalanceOfTwoThreads::withoutLock, 3, rounds),
                        new Thread(BalanceOfTwoThreads::withoutLock, 5, rounds)));
        IO.println("balance with a lock: "
                + afterBoth(
                        new Thread(BalanceOfTwoThreads::withLock, 3, rounds),
                        new Thread(BalanceOfTwoThreads::withLock, 5, rounds)));
    }
}
