package io.github.procession.stress.kill;

import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.sync.RobustMutex;
import io.github.procession.ipc.transport.CellTypes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The mechanisms themselves: rings and mutexes between plain child JVMs. */
final class IpcLayer implements Layer {
    private final Session session = Session.current();
    private final Cell lock = session.allocate(CellTypes.LOCK);
    private final long[] wires = new long[Wire.COUNT];

    IpcLayer() throws IOException {
        for (int kind = 0; kind < Wire.COUNT; kind++) {
            wires[kind] = IpcWire.create(kind);
        }
    }

    /** The main class of workers. Its arguments: session folder, token, number, address of the lock and of the wires. */
    static void main(String[] args) throws IOException {
        Session.inherit(Path.of(args[0]), Integer.parseInt(args[1]));
        Wire[] wires = new Wire[Wire.COUNT];
        for (int kind = 0; kind < Wire.COUNT; kind++) {
            wires[kind] = IpcWire.open(kind, Long.parseLong(args[4 + kind]));
        }
        KillWorker.start(
                Integer.parseInt(args[2]), wires, mutexIn(Session.current().hold(Long.parseLong(args[3]))));
    }

    private static Mutex mutexIn(Cell cell) {
        Session session = Session.current();
        RobustMutex mutex = new RobustMutex(cell.region(), cell.word(0), session.processes(), session.token());
        return new Mutex() {
            @Override
            public boolean lock() throws InterruptedException {
                return mutex.lock() == RobustMutex.Outcome.ABANDONED;
            }

            @Override
            public void unlock() {
                mutex.unlock();
            }
        };
    }

    @Override
    public Worker start(int number) throws IOException {
        int token = session.reserveProcess();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                IpcLayer.class.getName(),
                session.directory().toString(),
                Integer.toString(token),
                Integer.toString(number),
                Long.toString(lock.address())));
        for (long wire : wires) {
            command.add(Long.toString(wire));
        }
        session.grant(token, new long[] {lock.address()});
        session.grant(token, wires);
        Process process = new ProcessBuilder(command).inheritIO().start();
        session.bindProcess(token, process.pid());
        return new Worker() {
            @Override
            public boolean isAlive() {
                return process.isAlive();
            }

            @Override
            public void kill() {
                process.destroyForcibly();
            }

            @Override
            public void awaitReleased() throws InterruptedException {
                process.waitFor();
                session.processEnded(token);
                session.sweep();
            }
        };
    }

    @Override
    public Wire[] wires() throws IOException {
        Wire[] opened = new Wire[Wire.COUNT];
        for (int kind = 0; kind < Wire.COUNT; kind++) {
            opened[kind] = IpcWire.open(kind, wires[kind]);
            session.drop(wires[kind]); // held once as its creator and once as its user
        }
        return opened;
    }

    @Override
    public Mutex mutex() {
        return mutexIn(lock);
    }

    @Override
    public void close() {
        for (long wire : wires) {
            session.drop(wire);
        }
        session.drop(lock.address());
    }
}
