package io.github.procession.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.SessionSnapshot;
import io.github.procession.ipc.memory.UnreadableSessionException;
import io.github.procession.multiprocessing.Event;
import io.github.procession.multiprocessing.Multiprocessing;
import java.io.Writer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A session whose root shuts it down and lives on is gone at the next look, although its files are still open. */
class EndedSessionIsNotShownTest {
    /** The program: a session until a line comes in. */
    static final class Root {
        private Root() {}

        public static void main(String[] args) throws Exception {
            new Event();
            System.out.println("begun");
            System.in.read();
            Multiprocessing.shutdown();
            System.out.println("ended");
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    @Test
    void lookAfterItsEndSaysSo() throws Exception {
        try (Running root = new Running(Root.class)) {
            long pid = root.process.pid();
            Path folder = SessionSnapshot.folders().stream()
                    .filter(found -> SessionSnapshot.rootPid(found) == pid)
                    .findFirst()
                    .orElseThrow();
            try (OpenTree open = OpenTree.of(folder)) {
                assertEquals(1, open.look().nodes.size());
                try (Writer line = root.process.outputWriter()) {
                    line.write("\n");
                }
                assertEquals("ended", root.process.inputReader().readLine());
                String message = assertThrows(UnreadableSessionException.class, open::look)
                        .getMessage();
                assertEquals("The session " + folder + " has ended.", message);
                assertTrue(root.process.isAlive());
            }
        }
    }
}
