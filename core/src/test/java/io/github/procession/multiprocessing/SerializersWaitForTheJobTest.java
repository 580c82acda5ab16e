package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.procession.serialization.ObjectSerializer;
import io.github.procession.support.RootJvm;
import io.github.procession.support.RootMethod;
import java.io.File;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The user's serializers are made where values travel for the user, and by no run that prepares a JVM. */
class SerializersWaitForTheJobTest {
    @TempDir
    private Path folder;

    static final class Endpoint {
        final String host;

        Endpoint(String host) {
            this.host = host;
        }
    }

    /** Tells when its class is initialized. */
    public static final class EndpointSerializer implements ObjectSerializer<Endpoint> {
        static {
            System.out.println("code of the user");
        }

        /** Called by the service loader. */
        public EndpointSerializer() {}

        @Override
        public Class<Endpoint> type() {
            return Endpoint.class;
        }

        @Override
        public void write(Endpoint endpoint, ObjectOutput out) throws IOException {
            out.writeUTF(endpoint.host);
        }

        @Override
        public Endpoint read(ObjectInput in) throws IOException {
            return new Endpoint("read " + in.readUTF());
        }
    }

    @BeforeEach
    void nameTheSerializer() throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(ObjectSerializer.class.getName()), EndpointSerializer.class.getName());
    }

    private String run(RootJvm jvm) throws Exception {
        return jvm.classPath(folder + File.pathSeparator + System.getProperty("java.class.path"))
                .run()
                .succeeded()
                .out();
    }

    @Test
    void theTrainingForAnArchiveOfClassesDoesWithoutThem() throws Exception {
        assertEquals("trained\n", run(new RootJvm(ChildMain.class, "train", Endpoint.class.getName())));
    }

    @Test
    void aSpareHasThemWithItsJob() throws Exception {
        assertEquals(
                "prepared\ncode of the user\nread here\n",
                run(RootMethod.of(SerializersWaitForTheJobTest.class, "prepareAndSend")));
    }

    static void prepareAndSend() throws Exception {
        WarmUp.roundTrip();
        System.out.println("prepared");
        Pipe pipe = Pipe.inMemory(true);
        try (Connection first = pipe.first();
                Connection second = pipe.second()) {
            first.send(new Endpoint("here"));
            System.out.println(((Endpoint) second.recv()).host);
        }
    }
}
