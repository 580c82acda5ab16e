package io.github.procession.examples;

import io.github.procession.multiprocessing.Process;

/** The same music and movie at the same time, each in a process: the main process reaches its last line before both. */
class MusicAndMovieInProcesses {
    void main() {
        new Process(MusicThenMovie::music, 3).start();
        new Process(MusicThenMovie::movie, 3).start();
        IO.println("The main process has completed.");
    }
}
