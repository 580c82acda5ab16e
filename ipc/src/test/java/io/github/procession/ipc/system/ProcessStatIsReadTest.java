package io.github.procession.ipc.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The fields of a process are found behind its name, whatever that is. */
class ProcessStatIsReadTest {
    private static final String FIELDS = " 1 7 7 0 -1 4194560 10 0 0 0 31 42 5 6 20 0 1 0 987654321 10000000 100 0\n";

    private static ProcessStat parse(String text) {
        ProcessStat stat = ProcessStat.parse(text);
        assertNotNull(stat);
        return stat;
    }

    @Test
    void nameMayHoldAnything() {
        for (String name : new String[] {"java", "", "a b", ") Z 1 (", "(("}) {
            ProcessStat stat = parse("7 (" + name + ") S" + FIELDS);
            assertEquals(new ProcessStat('S', 31, 42, 987_654_321), stat);
            assertFalse(stat.isDead());
        }
    }

    @Test
    void zombieIsDead() {
        assertTrue(parse("7 (S) Z" + FIELDS).isDead());
    }

    @Test
    void emptyTextSaysNothing() {
        assertNull(ProcessStat.parse(""));
    }
}
