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
                "-Xss4m");
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
    void theHeapOfAParentBoundsThoseOfItsChildrenAndTheirs() {
        List<String> share = List.of("-XX:MaxRAMPercentage=25");
        List<String> bound = HeapBound.options(List.of("-Xmx1g", "-Xmx300m"), share);
        assertEquals(List.of("-XX:MaxRAM=1258291200", "-XX:MinRAMPercentage=25.0"), bound);
        List<String> ofChild = List.of(share.get(0), bound.get(0), bound.get(1));
        assertEquals(
                List.of("-XX:MaxRAM=3145728000", "-XX:MinRAMPercentage=10.0"),
                HeapBound.options(ofChild, List.of("-XX:MaxRAMPercentage=25", "-XX:MaxRAMPercentage=10.0")));
        assertEquals(List.of(), HeapBound.options(List.of("-Xms1g"), share));
        assertEquals(List.of(), HeapBound.options(List.of("-Xmx1g"), List.of(share.get(0), "-Xmx50m")));
    }
}
