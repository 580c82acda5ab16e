package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.transport.PipeEnd;
import io.github.procession.support.RootMethod;
import io.github.procession.support.Shortage;
import org.junit.jupiter.api.Test;

/** A reader of a pipe that is short of memory loses no frame: what it has no memory for stays in the pipe. */
class FramesWithoutMemoryTest {
    private static final int FRAMES = 1_000;
    private static final int AT_ONCE = 16;
    private static final int PIECES = 1_000;
    private static final int PIECE_BYTES = 48; // less than a frame and its bytes take

    static void receive() throws Exception {
        PipeEnd[] ends = PipeEnd.pair(true);
        ends[0].sendFrame(new byte[ManagerWire.HEADER_BYTES], null);
        assertEquals(1, ends[1].receiveArrivedFrames(AT_ONCE).size()); // now all classes are loaded
        for (int i = 0; i < FRAMES; i++) {
            ends[0].sendFrame(new byte[ManagerWire.HEADER_BYTES], null);
        }
        byte[][] pieces = new byte[PIECES][];
        for (int i = 0; i < PIECES; i++) {
            pieces[i] = new byte[PIECE_BYTES];
        }
        int received = 0;
        int failures = 0;
        int partly = 0;
        try (Shortage _ = Shortage.ofMemory()) {
            for (int i = 0; i < PIECES && ends[1].hasArrived(); i++) {
                pieces[i] = null;
                try {
                    int some = ends[1].receiveArrivedFrames(AT_ONCE).size();
                    received += some;
                    partly += some < AT_ONCE && ends[1].hasArrived() ? 1 : 0;
                } catch (OutOfMemoryError _) {
                    failures++;
                }
            }
        }
        assertTrue(failures > 0, "there was memory for the first frame each time");
        assertTrue(partly > 0, "there was memory for all frames or none");
        assertEquals(FRAMES, received);
        ends[0].close();
        ends[1].close();
    }

    @Test
    void aFrameWithoutMemoryStaysInThePipe() throws Exception {
        RootMethod.of(getClass(), "receive").options("-Xmx24m").run().succeeded();
    }
}
