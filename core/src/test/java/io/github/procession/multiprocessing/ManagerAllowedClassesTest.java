package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.serialization.DecodeException;
import io.github.procession.support.Children;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** Classes that a manager's TCP connections allow, in the processes that its proxies come to. */
class ManagerAllowedClassesTest {
    private static final byte[] KEY = {4, 7};

    record Order(int number) implements Serializable {}

    private static SyncManager manager(int port, String... allowed) {
        SyncManager manager = new SyncManager(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), KEY);
        if (allowed.length > 0) {
            manager.allow(allowed);
        }
        return manager;
    }

    private static SyncManager client(ManagerServer server, String... allowed) throws Exception {
        SyncManager client = manager(((InetSocketAddress) server.address()).getPort(), allowed);
        client.connect();
        return client;
    }

    static void takeAndPut(QueueProxy<Order> queue, int number) throws Exception {
        assertEquals(new Order(number), queue.get());
        queue.put(new Order(number + 1));
    }

    @Test
    void aProxyTakesTheAllowedClassesAlongToEachProcessOfItsTree() throws Exception {
        try (ManagerServer server = manager(0, Order.class.getName()).getServer();
                SyncManager client = client(server, Order.class.getName())) {
            QueueProxy<Order> queue = client.queue();
            queue.put(new Order(1));
            Children.join(Children.start(new Process(ManagerAllowedClassesTest::takeAndPut, queue, 1)));
            assertEquals(new Order(2), queue.get());
            queue.put(new Order(3));
            Children.join(Children.start(new Process(ManagerAllowedClassesTest::handOn, queue, 3)));
            assertEquals(new Order(4), queue.get());
        }
    }

    static void handOn(QueueProxy<Order> queue, int number) throws Exception {
        Children.join(Children.start(new Process(ManagerAllowedClassesTest::takeAndPut, queue, number)));
    }

    /** What a message from another program says of allowed classes does not count: it could allow itself all. */
    static void readProxy(DictProxy<String, QueueProxy<Order>> dict) throws Exception {
        QueueProxy<Order> queue = dict.get("queue");
        DecodeException refused = assertThrows(DecodeException.class, queue::get);
        assertTrue(refused.getMessage().contains("is not allowed from this connection"), refused::getMessage);
    }

    /** The process has a connection already, which allows nothing, when it learns of more. */
    static void readProxyAndConnect(DictProxy<String, QueueProxy<Order>> dict, int port) throws Exception {
        QueueProxy<Order> queue = dict.get("queue");
        assertThrows(DecodeException.class, queue::get);
        try (SyncManager client = manager(port, Order.class.getName())) {
            client.connect();
            takeAndPut(queue, 2);
        }
    }

    @Test
    void aProxyFromAnotherServerBringsNoAllowedClasses() throws Exception {
        try (ManagerServer orders = manager(0, "*").getServer();
                ManagerServer others = manager(0).getServer();
                SyncManager client = client(orders, "*");
                SyncManager other = client(others)) {
            QueueProxy<Order> queue = client.queue();
            DictProxy<String, QueueProxy<Order>> dict = other.dict();
            dict.put("queue", queue);
            queue.put(new Order(1));
            Children.join(Children.start(new Process(ManagerAllowedClassesTest::readProxy, dict)));
            queue.put(new Order(1));
            queue.put(new Order(2));
            Children.join(Children.start(new Process(
                    ManagerAllowedClassesTest::readProxyAndConnect,
                    dict,
                    ((InetSocketAddress) orders.address()).getPort())));
            assertEquals(new Order(3), queue.get());
        }
    }
}
