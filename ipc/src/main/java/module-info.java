/**
 * The mechanisms by which processes share, wait, talk and start. Only {@code io.github.procession} sees its packages, but for
 * {@code serialization}: the part that users may need for the objects that they send.
 */
// module: io.github.procession and its cluster are built after this module, so the compiler cannot see it yet.
// requires-automatic: Kryo has no module descriptor, only the Automatic-Module-Name in its manifest.
@SuppressWarnings({"module", "requires-automatic"})
module io.github.procession.ipc {
    requires org.slf4j;
    requires com.esotericsoftware.kryo.kryo5;
    requires static org.jspecify; // says where null may be
    requires static jdk.jfr; // events of waits
    requires static java.desktop; // images, in programs that have them
    requires static java.net.http; // headers of responses, in programs that have them
    requires static java.management; // the options that this JVM was started with
    requires static jdk.management; // dumps with virtual threads, in images that have it
    requires jdk.unsupported; // sun.reflect.ReflectionFactory, made for serialization libraries

    uses io.github.procession.ipc.codec.ClassSource;
    uses io.github.procession.ipc.memory.InFlight;
    uses io.github.procession.serialization.ObjectSerializer;
    uses org.slf4j.spi.SLF4JServiceProvider; // whether there is a backend for the log

    provides io.github.procession.ipc.codec.ClassSource with
            io.github.procession.ipc.jvm.KnownLoaders;
    provides io.github.procession.ipc.memory.InFlight with
            io.github.procession.ipc.ring.RecordScan;

    exports io.github.procession.serialization;
    exports io.github.procession.ipc.codec to
            io.github.procession,
            io.github.procession.cluster;
    exports io.github.procession.ipc.jvm to
            io.github.procession,
            io.github.procession.cluster;
    exports io.github.procession.ipc.log to
            io.github.procession,
            org.slf4j; // makes the provider of children that log elsewhere
    exports io.github.procession.ipc.memory to
            io.github.procession,
            io.github.procession.cluster;
    exports io.github.procession.ipc.net to
            io.github.procession;
    exports io.github.procession.ipc.report to
            io.github.procession,
            io.github.procession.cluster;
    exports io.github.procession.ipc.sync to
            io.github.procession,
            io.github.procession.cluster;
    exports io.github.procession.ipc.system to
            io.github.procession,
            io.github.procession.cluster;
    exports io.github.procession.ipc.transport to
            io.github.procession;
}
