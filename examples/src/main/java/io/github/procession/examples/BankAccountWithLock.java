package io.github.procession.examples;

import io.github.procession.multiprocessing.Lock;
import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Queue;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.util.ArrayList;

/** Five processes pay 100 yuan into one account. Whoever has the lock reads, thinks and writes; the others wait. */
class BankAccountWithLock {
    static long read(String account) throws IOException {
        try (var file = new RandomAccessFile(account, "r")) {
            return file.readLong();
        }
    }

    static void write(String account, long balance) throws IOException {
        try (var file = new RandomAccessFile(account, "rw")) {
            file.writeLong(balance);
        }
    }

    static void deposit(String account, Queue<Long> arrived, Queue<String> open, Lock lock)
            throws IOException, InterruptedException {
        arrived.put(ProcessHandle.current().pid());
        open.get(); // the bank opens when all are there
        for (int i = 0; i < 20; i++) {
            try (var _ = lock.acquire()) {
                long balance = read(account);
                Thread.sleep(10); // it takes a moment to accept a deposit
                write(account, balance + 1);
            }
        }
    }

    void main() throws IOException, InterruptedException {
        var account = Files.createTempFile("account", ".balance");
        write(account.toString(), 0);
        var arrived = new Queue<Long>();
        var open = new Queue<String>();
        var lock = new Lock();
        var customers = new ArrayList<Process>();
        for (int i = 0; i < 5; i++) {
            var customer = new Process(BankAccountWithLock::deposit, account.toString(), arrived, open, lock);
            customer.start();
            customers.add(customer);
        }
        for (var _ : customers) {
            arrived.get();
        }
        for (var _ : customers) {
            open.put("welcome");
        }
        for (var customer : customers) {
            customer.join();
        }
        IO.println("The balance is " + read(account.toString()) + " yuan after 100 deposits.");
        Files.delete(account);
    }
}
