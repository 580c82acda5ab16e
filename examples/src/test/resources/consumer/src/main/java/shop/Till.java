package shop;

import io.github.procession.multiprocessing.Lock;
import io.github.procession.multiprocessing.Process;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;

class Till {
    static void pay(String till, Lock lock) throws Exception {
        for (int i = 0; i < 10; i++) {
            try (var _ = lock.acquire()) { // Python's `with lock:`
                addOne(Path.of(till));
            }
            lock.acquire();
            try { // the same lock, the tutorial's way
                addOne(Path.of(till));
            } finally {
                lock.release();
            }
        }
    }

    private static void addOne(Path till) throws Exception {
        Files.writeString(till, "" + (Integer.parseInt(Files.readString(till)) + 1));
    }

    static String afterThreeCustomers() throws Exception {
        var till = Files.createTempFile("till", ".txt");
        Files.writeString(till, "0");
        var lock = new Lock();
        var customers = new ArrayList<Process>();
        for (int i = 0; i < 3; i++) {
            var customer = new Process(Till::pay, till.toString(), lock);
            customer.start();
            customers.add(customer);
        }
        for (var customer : customers) customer.join();
        var balance = Files.readString(till);
        Files.delete(till);
        return balance;
    }
}
