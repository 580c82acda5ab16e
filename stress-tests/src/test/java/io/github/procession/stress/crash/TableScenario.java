package io.github.procession.stress.crash;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.transport.MessageQueue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Deaths in the process table: of those who start processes, join, and clean up after the dead. */
abstract class TableScenario extends Scenario {
    private final List<Process> sleepers = new ArrayList<>();

    /** A process that does nothing. */
    Process sleeper() throws IOException {
        Process process = new ProcessBuilder("sleep", "1000").start();
        sleepers.add(process);
        return process;
    }

    @Override
    long[] prepare() throws Exception {
        return new long[0];
    }

    /** The survivor can start processes. */
    @Override
    void check(boolean completed) throws Exception {
        int token = soon(session()::reserveProcess);
        assertTrue(token != 0 && token != session().token());
        session().processEnded(token);
        session().sweep();
        assertTrue(session().processes().isDead(token));
        assertFalse(session().processes().isDead(session().token()));
    }

    @Override
    void release() throws Exception {
        for (Process process : sleepers) {
            process.destroyForcibly().waitFor();
        }
        sleepers.clear();
    }

    /** Reserves a slot for a child. */
    static final class Reserve extends TableScenario {
        @Override
        String name() {
            return "processes: reserve";
        }

        @Override
        void act() throws Exception {
            session().reserveProcess();
        }
    }

    /** Says which process its child is; that one ends soon after. */
    static final class Bind extends TableScenario {
        private long pid;

        @Override
        String name() {
            return "processes: bind a child";
        }

        @Override
        long[] prepare() throws Exception {
            return new long[] {sleeper().pid()};
        }

        @Override
        void grant(int child, long[] numbers) {}

        @Override
        void open(long[] numbers) {
            pid = numbers[0];
        }

        @Override
        void act() throws Exception {
            session().bindProcess(session().reserveProcess(), pid);
        }

        @Override
        void release() throws Exception {
            super.release();
            session().processEnded(session().reserveProcess()); // cleans up after all the dead
            session().sweep();
        }
    }

    /** Joins the session when its parent has not bound it. */
    static final class Join extends TableScenario {
        @Override
        String name() {
            return "processes: join";
        }

        @Override
        void bind(int child, long pid) {}

        @Override
        void act() {
            Session.current();
        }
    }

    /** Cleans up after a dead child that held a queue with files, alone, and a lock with others. */
    static final class Reap extends TableScenario {
        private int dead;
        private MessageQueue shared;

        @Override
        String name() {
            return "processes: reap a child that held objects";
        }

        @Override
        long[] prepare() throws Exception {
            shared = MessageQueue.create(1);
            dead = session().reserveProcess();
            Process process = sleeper();
            MessageQueue alone = MessageQueue.create(1);
            session().grant(dead, new long[] {shared.address(), alone.address()});
            alone.close();
            session().bindProcess(dead, process.pid());
            process.destroyForcibly().waitFor();
            return new long[] {dead};
        }

        @Override
        void grant(int child, long[] numbers) {}

        @Override
        void open(long[] numbers) {
            dead = (int) numbers[0];
            Session.current();
        }

        @Override
        void act() {
            session().processEnded(dead);
            session().sweep();
        }

        @Override
        void release() throws Exception {
            assertTrue(session().processes().isDead(dead));
            shared.close();
            super.release();
        }
    }
}
