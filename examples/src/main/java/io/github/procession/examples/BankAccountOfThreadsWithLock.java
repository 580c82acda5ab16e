package io.github.procession.examples;

import io.github.procession.threading.Lock;
import io.github.procession.threading.Thread;
import java.util.ArrayList;

/** One hundred threads pay 1 yuan each into one account that has a lock: nothing is lost. */
class BankAccountOfThreadsWithLock {
    static class Account {
        private final Lock lock = new Lock();
        private int balance;

        void deposit(int money) throws InterruptedException {
            try (var _ = lock.acquire()) {
                int newBalance = balance + money;
                Thread.sleep(10);
                balance = newBalance;
            }
        }
    }

    void main() throws InterruptedException {
        var account = new Account();
        var customers = new ArrayList<Thread>();
        for (int i = 0; i < 100; i++) {
            var customer = new Thread(Account::deposit, account, 1);
            customer.start();
            customers.add(customer);
        }
        for (var customer : customers) {
            customer.join();
        }
        IO.println("The account balance is: " + account.balance + " yuan");
    }
}
