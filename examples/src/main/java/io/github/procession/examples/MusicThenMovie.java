package io.github.procession.examples;

import java.time.Duration;

/** Music and a movie in one process: the movie begins when the music has ended, and the last line waits for both. */
class MusicThenMovie {
    static void music(int rounds) throws InterruptedException {
        for (int i = 0; i < rounds; i++) {
            IO.println("listening to music");
            Thread.sleep(Duration.ofMillis(50));
        }
    }

    static void movie(int rounds) throws InterruptedException {
        for (int i = 0; i < rounds; i++) {
            IO.println("watching a movie");
            Thread.sleep(Duration.ofMillis(50));
        }
    }

    void main() throws InterruptedException {
        music(3);
        movie(3);
        IO.println("The main process has completed.");
    }
}
