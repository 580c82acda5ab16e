package io.github.procession.examples;

import io.github.procession.multiprocessing.Process;

/** The ping-pong that does not stop at ten words: each process counts in a variable of its own. */
class PingPongWithoutSharing {
    static int counter = 0;

    static void player(String word) {
        while (counter < 10) {
            IO.println(word);
            counter++;
        }
    }

    void main() throws InterruptedException {
        var ping = new Process(PingPongWithoutSharing::player, "Ping");
        var pong = new Process(PingPongWithoutSharing::player, "Pong");
        ping.start();
        pong.start();
        ping.join();
        pong.join();
        IO.println("The count is " + counter + ".");
    }
}
