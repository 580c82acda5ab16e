package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.procession.support.Eventually;
import io.github.procession.support.RootJvm;
import io.github.procession.support.RootMethod;
import io.github.procession.support.Shortage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A manager's server, or a client of one, that runs out of descriptors goes on with the connections that it has; when the shortage is over,
 * all goes on.
 */
@Tag("full")
class ManagerShortageTest {
    private static final byte[] KEY = {1, 9};
    private static final int MEBIBYTE = 1 << 20;

    /** What has the server run out of descriptors. */
    interface Scarce {
        void takeDescriptors();

        void giveBack();
    }

    /** It is in the server's process. */
    static final class ScarceHere implements Scarce {
        private final List<Shortage> shortages = new ArrayList<>();

        @Override
        public void takeDescriptors() {
            shortages.add(Shortage.ofDescriptors());
        }

        @Override
        public void giveBack() {
            shortages.forEach(Shortage::close);
        }
    }

    private static SyncManager start() throws Exception {
        boolean network = Boolean.getBoolean("network");
        SyncManager manager =
                network ? new SyncManager(new InetSocketAddress("localhost", 0), KEY) : new SyncManager(null, KEY);
        manager.register("scarce", ScarceHere::new, Scarce.class);
        manager.start();
        assertEquals(!network, manager.link().hasPipe());
        return manager;
    }

    private static SyncManager connect(SyncManager to) throws Exception {
        SyncManager another = new SyncManager(to.address(), KEY);
        another.connect();
        return another;
    }

    private static RootJvm root(String method, boolean network) {
        return RootMethod.of(ManagerShortageTest.class, method).options("-Dnetwork=" + network);
    }

    static void useUpDescriptorsOfServer() throws Exception {
        try (SyncManager manager = start()) {
            DictProxy<String, byte[]> dict = manager.dict();
            loadAllClasses(manager, dict);
            Scarce scarce = manager.create("scarce");
            scarce.takeDescriptors();
            transfer(dict);
            Eventually.await("nobody can connect", () -> {
                scarce.takeDescriptors(); // the server may have closed an earlier connection since
                return !canConnect(manager);
            });
            transfer(dict);
            scarce.giveBack();
            useAnotherConnection(manager);
            transfer(dict);
        }
    }

    static void useUpDescriptorsOfClient() throws Exception {
        try (SyncManager manager = start()) {
            DictProxy<String, byte[]> dict = manager.dict();
            loadAllClasses(manager, dict);
            try (Shortage _ = Shortage.ofDescriptors()) {
                transfer(dict);
                assertThrows(IOException.class, () -> connect(manager));
                transfer(dict);
            }
            useAnotherConnection(manager);
            transfer(dict);
        }
    }

    /** A class in a folder cannot be loaded without a descriptor, and the JVM does not try again. */
    private static void loadAllClasses(SyncManager manager, DictProxy<String, byte[]> dict) throws Exception {
        dict.put("first", new byte[1]);
        transfer(dict);
        useAnotherConnection(manager);
    }

    private static boolean canConnect(SyncManager to) throws Exception {
        try (SyncManager _ = connect(to)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static void useAnotherConnection(SyncManager manager) throws Exception {
        try (SyncManager another = connect(manager)) {
            another.dict().put("a", 1);
        }
    }

    /** Sends and receives more than the buffers take, so that both sides wait for each other. */
    private static void transfer(DictProxy<String, byte[]> dict) {
        assertEquals(1, dict.get("first").length);
        dict.put("large", new byte[8 * MEBIBYTE]);
        assertEquals(8 * MEBIBYTE, dict.get("large").length);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aServerWithoutDescriptorsServesThoseWhoAreConnected(boolean network) throws Exception {
        withFewDescriptors(root("useUpDescriptorsOfServer", network));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClientWithoutDescriptorsStaysConnected(boolean network) throws Exception {
        withFewDescriptors(root("useUpDescriptorsOfClient", network));
    }

    private static void withFewDescriptors(RootJvm root) throws Exception {
        root.wrappedIn(List.of("sh", "-c", "ulimit -n 250; exec \"$@\"", "sh"))
                .run()
                .succeeded();
    }
}
