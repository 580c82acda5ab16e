package io.github.procession.multiprocessing;

import io.github.procession.function.Action0;
import io.github.procession.ipc.net.SocketSettings;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Setup of a manager's server, as it is sent to the process where it runs.
 *
 * @param types the types that were registered
 * @param ownTypes the types that all managers of the same class have; registered ones of the same name come first
 * @param address where it is to listen, as text
 * @param key the secret
 * @param allowed patterns of classes that may come over TCP; null for the usual
 * @param maxMessageBytes the longest message; 0 for the usual
 */
record ManagerSetup(
        HashMap<String, Registration> types,
        Registration.Table ownTypes,
        String address,
        byte[] key,
        ArrayList<String> allowed,
        long maxMessageBytes)
        implements Serializable {

    ManagerServer open(SocketSettings settings) throws IOException {
        Map<String, Registration> all = new HashMap<>(ownTypes.types());
        all.putAll(types);
        return new ManagerServer(all, SocketAddresses.ofText(address), key, settings);
    }

    SocketSettings settings() {
        return new SocketSettings(null, allowed == null ? null : List.copyOf(allowed), maxMessageBytes);
    }

    /** Main function of a started manager's process. */
    static void serve(ManagerSetup setup, Connection parent, Action0 initializer) throws Exception {
        if (initializer != null) {
            initializer.run();
        }
        ManagerServer opened;
        try {
            opened = setup.open(setup.settings());
        } catch (IOException e) {
            parent.send(e); // the parent throws it
            return;
        }
        try (ManagerServer server = opened) {
            parent.send(SocketAddresses.text(server.address()));
            parent.close();
            server.serveForever();
        }
    }
}
