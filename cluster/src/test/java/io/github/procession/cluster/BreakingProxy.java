package io.github.procession.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to a server that breaks: once a number of frames has come through, in either direction, all its connections end. */
final class BreakingProxy implements AutoCloseable {
    private final ServerSocket listener;
    private volatile int target; // written with the lock
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private int frames; // guarded by this
    private int breaksAt; // guarded by this; 0 for never
    private boolean passesLast; // guarded by this
    private boolean cut; // guarded by this
    private boolean held; // guarded by this

    BreakingProxy(int target) throws IOException {
        this.target = target;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().name("proxy").start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    String url(String namespace) {
        return "redis://127.0.0.1:" + port() + "/" + namespace;
    }

    /**
     * Breaks once, at a frame.
     *
     * @param frame 1 for the next one
     * @param passes whether that frame still arrives
     */
    synchronized void breakAt(int frame, boolean passes) {
        frames = 0;
        breaksAt = frame;
        passesLast = passes;
    }

    /** Whether it has broken since it was told to. */
    synchronized boolean hasBroken() {
        return breaksAt > 0 && frames >= breaksAt;
    }

    /** Ends all connections and makes none, or makes connections again. */
    void cut(boolean now) {
        synchronized (this) {
            cut = now;
        }
        if (now) {
            endAll();
        }
    }

    /** Ends all connections, and leads later ones to another server, as the name of a server does after a failover. */
    void leadTo(int port) {
        synchronized (this) {
            target = port;
        }
        endAll();
    }

    /** Keeps what the server sends, or lets it and what comes later go. */
    synchronized void hold(boolean now) {
        held = now;
        notifyAll();
    }

    private synchronized void awaitRelease() {
        try {
            while (held) {
                wait();
            }
        } catch (InterruptedException _) {
            // nobody interrupts it
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                connect(listener.accept());
            } catch (IOException _) {
                // this is closed
            }
        }
    }

    private void connect(Socket from) throws IOException {
        try {
            int port = target;
            Socket to = new Socket(InetAddress.getLoopbackAddress(), port);
            from.setTcpNoDelay(true);
            to.setTcpNoDelay(true);
            synchronized (this) { // so a cut, or another target, ends it or is seen here
                sockets.add(from);
                sockets.add(to);
                if (cut || port != target) {
                    end(from);
                    end(to);
                    return;
                }
            }
            Thread.ofPlatform().daemon().start(() -> pump(from, to, false));
            Thread.ofPlatform().daemon().start(() -> pump(to, from, true));
        } catch (IOException _) {
            from.close(); // the server is away: who connects is not to wait for it
        }
    }

    private void pump(Socket from, Socket to, boolean fromServer) {
        byte[] buffer = new byte[1 << 16];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n; (n = in.read(buffer)) > 0; ) {
                boolean breaks;
                boolean passes;
                synchronized (this) {
                    breaks = breaksAt > 0 && ++frames == breaksAt;
                    passes = !breaks || passesLast;
                }
                if (fromServer) {
                    awaitRelease();
                }
                if (passes) {
                    out.write(buffer, 0, n);
                    out.flush();
                }
                if (breaks) {
                    endAll();
                }
            }
        } catch (IOException _) {
            // it broke
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private void endAll() {
        sockets.forEach(this::end);
    }

    private void end(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException _) {
            // it is closed
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        endAll();
    }
}
