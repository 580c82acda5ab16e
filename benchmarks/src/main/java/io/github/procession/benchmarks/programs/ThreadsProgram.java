package io.github.procession.benchmarks.programs;

import io.github.procession.threading.Lock;
import io.github.procession.threading.Thread;
import java.util.ArrayList;

/** Threads that wait, and a lock for a balance. */
final class ThreadsProgram {
    private static final Lock LOCK = new Lock();
    private static int balance;

    private ThreadsProgram() {}

    private static void change(int amount) throws Exception {
        for (int i = 0; i < 20_000; i++) {
            try (var _ = LOCK.acquire()) {
                balance += amount;
                balance -= amount;
            }
        }
    }

    private static void pause() throws InterruptedException {
        java.lang.Thread.sleep(20);
    }

    static void main() throws Exception {
        var threads = new ArrayList<Thread>();
        threads.add(new Thread(ThreadsProgram::change, 5));
        threads.add(new Thread(ThreadsProgram::change, 8));
        for (int i = 0; i < 4; i++) {
            threads.add(new Thread(ThreadsProgram::pause));
        }
        for (var thread : threads) {
            thread.start();
        }
        for (var thread : threads) {
            thread.join();
        }
        IO.println("balance " + balance);
    }
}
