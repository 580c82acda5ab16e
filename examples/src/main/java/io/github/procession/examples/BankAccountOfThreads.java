package io.github.procession.examples;

import io.github.procession.threading.Thread;
import java.util.ArrayList;

/** One hundred threads pay 1 yuan each into one account without a lock: most of the money is lost. */
class BankAccountOfThreads {
    static class Account {
        private int balance;

        void deposit(int money) throws InterruptedException {
            int newBalance = balance + money;
            Thread.sleep(10); // it takes a moment to accept a deposit, and meanwhile others read the same balance
            balance = newBalance;
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
