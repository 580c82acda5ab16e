package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.procession.support.NotPortable;
import io.github.procession.support.RootJvm;
import java.util.Properties;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that clear or change system properties of the JVM before they use the library. */
class ChangedPropertiesTest {
    /** A value that needs the general serializer. */
    record Answer(String block, long pid) {}

    static final class Root {
        public static void main(String[] args) throws Exception {
            String changed = System.getProperty("changed");
            if (changed == null) {
                System.setProperties(new Properties());
            } else {
                System.setProperty(changed, "/dev/null/none"); // which nobody can make
            }
            Queue<Answer> answers = new Queue<>();
            try (SharedMemory block = SharedMemory.create(8)) {
                Process child = new Process(Root::answer, answers, block.name());
                child.start();
                child.join();
                IO.println(child.exitCode() + " " + new Answer(block.name(), child.pid()).equals(answers.getNowait()));
                block.unlink();
            }
        }

        static void answer(Queue<Answer> answers, String name) throws Exception {
            try (SharedMemory block = SharedMemory.attach(name)) {
                answers.put(new Answer(block.name(), ProcessHandle.current().pid()));
            }
        }
    }

    @NotPortable("the program clears the switch too, and its child has it")
    @Test
    void noPropertyIsNeeded() throws Exception {
        assertEquals(
                "OptionalInt[0] true\n",
                new RootJvm(Root.class).run().succeeded().out());
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(
            strings = {"java.home", "java.class.path", "java.io.tmpdir", "user.home", "user.dir", "native.encoding"})
    void aWrongValueDoesNoHarm(String property) throws Exception {
        assertEquals(
                "OptionalInt[0] true\n",
                new RootJvm(Root.class)
                        .options("-Dchanged=" + property)
                        .run()
                        .succeeded()
                        .out());
    }
}
