package io.github.procession.examples;

import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Queue;
import java.util.ArrayList;
import java.util.List;

/** One process downloads, another one saves; a null at the end says that no more comes. */
class DownloadAndSave {
    static void download(Queue<Integer> data) throws InterruptedException {
        for (int item : List.of(11, 22, 33, 44)) {
            data.put(item);
        }
        data.put(null);
        IO.println("The data has been downloaded.");
    }

    static void save(Queue<Integer> data) throws InterruptedException {
        var saved = new ArrayList<Integer>();
        for (var item = data.get(); item != null; item = data.get()) {
            saved.add(item);
        }
        IO.println("saved: " + saved);
    }

    void main() throws InterruptedException {
        var data = new Queue<Integer>();
        var downloader = new Process(DownloadAndSave::download, data);
        var saver = new Process(DownloadAndSave::save, data);
        downloader.start();
        saver.start();
        downloader.join();
        saver.join();
    }
}
