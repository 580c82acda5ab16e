package io.github.procession.examples;

import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Queue;

/** Two processes print Ping and Pong, ten words together, because the one count there is travels between them. */
class PingPong {
    static void player(String word, Queue<Integer> counter) throws InterruptedException {
        while (true) {
            int count = counter.get();
            if (count == 10) {
                counter.put(count); // for the other one
                return;
            }
            IO.println(word);
            counter.put(count + 1);
            Thread.sleep(10);
        }
    }

    void main() throws InterruptedException {
        var counter = new Queue<Integer>();
        var ping = new Process(PingPong::player, "Ping", counter);
        var pong = new Process(PingPong::player, "Pong", counter);
        ping.start();
        pong.start();
        counter.put(0);
        ping.join();
        pong.join();
        IO.println("The count is " + counter.get() + ".");
    }
}
