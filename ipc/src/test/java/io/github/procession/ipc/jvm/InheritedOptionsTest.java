package io.github.procession.ipc.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class InheritedOptionsTest {
    @Test
    void whatShapesTheProgramIsKeptInOrder() {
        List<String> kept = List.of(
                "-Dkey=a b",
                "-ea:my.package...",
                "-esa",
                "--enable-preview",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-exports=java.base/sun.nio.ch=my.module",
                "--add-reads=my.module=ALL-UNNAMED",
                "--add-modules=java.sql",
                "--patch-module=my.module=classes",
                "--enable-native-access=my.module",
                "-Xss4m",
                "-XX:MaxRAM=2g");
        assertEquals(kept, InheritedOptions.select(kept));
    }

    @Test
    void whatBelongsToOneJvmIsNotKept() {
        List<String> own = List.of(
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=5005",
                "-agentpath:/profiler.so",
                "-javaagent:/jacoco.jar=destfile=x",
                "-Xrunjdwp:address=5005",
                "-Xmx4g",
                "-Xms1g",
                "-Xmn100m",
                "-XX:MaxRAMPercentage=75",
                "-XX:+UseZGC",
                "-XX:StartFlightRecording",
                "-Xlog:gc",
                "-Dcom.sun.management.jmxremote.port=9010",
                "-Djava.class.path=app.jar",
                "-Dstdout.encoding=ISO-8859-1");
        assertEquals(List.of(), InheritedOptions.select(own));
    }

    @Test
    void agentsButNoDebuggersAreKeptWhenTheProgramSaysSo() {
        List<String> own = List.of(
                "-Dprocession.agents=true",
                "-javaagent:/jacoco.jar=destfile=x",
                "-agentlib:jdwp=transport=dt_socket",
                "-agentlib:hprof",
                "-agentpath:/profiler.so",
                "-Xrunjdwp:address=5005");
        assertEquals(List.of(own.get(0), own.get(1), own.get(3), own.get(4)), InheritedOptions.select(own));
    }

    @Test
    void theHeapOfAParentBoundsThoseOfItsChildrenButForThoseWithAShareOfTheirOwn() {
        long most = 100 << 20;
        assertEquals(bound(300 << 20), HeapBound.options(List.of("-Xmn1m"), List.of("-Xmx1g", "-Xmx300m"), most));
        assertEquals(bound(2048), HeapBound.options(List.of(), List.of("-XX:MaxHeapSize=2K"), most));
        assertEquals(bound(most), HeapBound.options(List.of(), List.of("-XX:MaxRAM=1g"), most));
        assertEquals(bound(most), HeapBound.options(List.of(), List.of("-Xmx0x10000000"), most));
        assertEquals(List.of(), HeapBound.options(List.of("-XX:MaxRAM=1g"), List.of("-Xmx1g"), most));
        assertEquals(List.of(), HeapBound.options(List.of("-XX:MaxRAMPercentage=5"), List.of(), most));
    }

    private static List<String> bound(long bytes) {
        return List.of("-XX:ErgoHeapSizeLimit=" + bytes);
    }
}
