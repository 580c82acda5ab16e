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
}
