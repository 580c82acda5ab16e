package io.github.procession.examples;

import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Process;
import java.util.Map;

/** Two processes with arguments by position and by name, each of which says its name, its number and its parent's. */
class MusicAndMovieWithNumbers {
    static void music(String player, int rounds) throws InterruptedException {
        introduce();
        for (int i = 0; i < rounds; i++) {
            IO.println(player + " plays music");
        }
    }

    static void movie(String viewer, int rounds) throws InterruptedException {
        introduce();
        for (int i = 0; i < rounds; i++) {
            IO.println(viewer + " watches a movie");
        }
    }

    private static void introduce() {
        var me = Multiprocessing.currentProcess();
        IO.println("child: " + me.getName() + ", number " + me.pid() + ", parent "
                + Multiprocessing.parentProcess().pid());
    }

    void main() throws InterruptedException {
        var me = Multiprocessing.currentProcess();
        IO.println("main: " + me.getName() + ", number " + me.pid());
        var music = new Process(MusicAndMovieWithNumbers::music, "Anna", 2);
        var movie = Process.target(MusicAndMovieWithNumbers::movie)
                .kwargs(Map.of("viewer", "Ben", "rounds", 3))
                .build();
        music.start();
        movie.start();
        music.join();
        movie.join();
        IO.println("The main process has completed.");
    }
}
