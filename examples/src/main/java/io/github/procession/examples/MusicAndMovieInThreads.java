package io.github.procession.examples;

import io.github.procession.threading.Thread;
import io.github.procession.threading.Threading;

/** Music and a movie at the same time, each in a thread that has a name and an argument. */
class MusicAndMovieInThreads {
    static void perform(String what, int rounds) {
        for (int i = 1; i <= rounds; i++) {
            IO.println(Threading.currentThread().getName() + ": " + what + " " + i);
        }
    }

    void main() throws InterruptedException {
        var music = Thread.target(MusicAndMovieInThreads::perform)
                .args("song", 3)
                .name("music")
                .build();
        var movie = Thread.target(MusicAndMovieInThreads::perform)
                .args("scene", 3)
                .name("movie")
                .build();
        music.start();
        movie.start();
        music.join();
        movie.join();
        IO.println(Threading.currentThread().getName() + ": both have ended");
    }
}
