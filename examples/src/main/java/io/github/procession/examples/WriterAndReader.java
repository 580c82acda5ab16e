package io.github.procession.examples;

import io.github.procession.multiprocessing.JoinableQueue;
import io.github.procession.multiprocessing.Process;
import java.util.List;

/** A reader that never ends by itself: the parent waits until all is read, and terminates it. */
class WriterAndReader {
    static void write(JoinableQueue<String> queue) throws InterruptedException {
        IO.println("start to write: " + ProcessHandle.current().pid());
        for (var letter : List.of("a", "b", "c")) {
            IO.println("put " + letter + " into queue");
            queue.put(letter);
        }
    }

    static void read(JoinableQueue<String> queue) throws InterruptedException {
        IO.println("start to read: " + ProcessHandle.current().pid());
        while (true) {
            IO.println("get " + queue.get() + " from queue");
            queue.taskDone();
        }
    }

    void main() throws InterruptedException {
        var queue = new JoinableQueue<String>();
        var writer = new Process(WriterAndReader::write, queue);
        var reader = new Process(WriterAndReader::read, queue);
        writer.start();
        reader.start();
        writer.join();
        queue.join();
        reader.terminate();
        reader.join();
        IO.println("reader: exit code " + reader.exitCode().getAsInt());
    }
}
