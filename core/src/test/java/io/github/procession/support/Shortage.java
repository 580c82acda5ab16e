package io.github.procession.support;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** All that this process could still have of something, taken from it until this is closed. */
public final class Shortage implements AutoCloseable {
    private static final int LARGEST = 1 << 20;
    private static final int SMALLEST = 16;

    private final List<FileInputStream> files = new ArrayList<>();
    private List<byte[]> hoard = new ArrayList<>(1 << 20);

    private Shortage() {}

    /** Takes the free memory of the heap. */
    public static Shortage ofMemory() {
        Shortage shortage = new Shortage();
        shortage.takeMemory();
        return shortage;
    }

    /** Takes what other threads have given back since. */
    public void takeMemory() {
        for (int bytes = LARGEST; bytes >= SMALLEST; ) {
            try {
                hoard.add(new byte[bytes]);
            } catch (OutOfMemoryError e) {
                bytes /= 2;
            }
        }
    }

    /** Takes the free descriptors; the system's limit should be low. */
    public static Shortage ofDescriptors() {
        Shortage shortage = new Shortage();
        try {
            while (true) {
                shortage.files.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException _) {
            return shortage;
        }
    }

    @Override
    public void close() {
        hoard = null;
        System.gc(); // a collection that other threads wait for may have begun with the hoard
        try {
            for (int i = 0; i < files.size(); i++) { // an iterator takes memory
                files.get(i).close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
