package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.procession.Conformance;
import io.github.procession.support.Children;
import io.github.procession.support.RootJvm;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class SharedMemoryManagerTest {
    @Test
    @Conformance("SHM-10")
    void allThatAManagerMadeIsRemovedWithIt() throws Exception {
        SharedMemoryManager manager = new SharedMemoryManager();
        SharedMemory block = manager.sharedMemory(32);
        SharedMemory unlinked = manager.sharedMemory(32);
        ShareableList list = manager.shareableList(1, 2, 3);
        unlinked.unlink();
        Children.join(Children.start(new Process(SharedMemoryManagerTest::use, block.name(), list)));
        assertEquals(9, block.buf().get(0));
        assertEquals(4, list.get(0));
        manager.shutdown();
        manager.close();
        assertThrows(NoSuchFileException.class, () -> SharedMemory.attach(block.name()));
        assertThrows(NoSuchFileException.class, () -> ShareableList.attach(list.name()));
        assertThrows(IllegalStateException.class, () -> manager.sharedMemory(32));
        assertThrows(IllegalStateException.class, () -> manager.shareableList(1));
        assertThrows(IllegalStateException.class, block::buf);
    }

    static void use(String name, ShareableList list) throws Exception {
        try (SharedMemory block = SharedMemory.attach(name)) {
            block.buf().put(0, (byte) 9);
        }
        list.set(0, 4);
    }

    /** Uses a manager and ends. */
    public static final class ManagerMain {
        private ManagerMain() {}

        public static void main(String[] args) throws Exception {
            try (SharedMemoryManager manager = new SharedMemoryManager()) {
                manager.sharedMemory(32);
                manager.shareableList("a", 1);
            }
        }
    }

    @Test
    @Conformance("SHM-09")
    void aProgramWithAManagerEndsWithoutWarnings() throws Exception {
        assertEquals("", new RootJvm(ManagerMain.class).run().succeeded().err());
    }
}
