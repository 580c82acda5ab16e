package io.github.procession.ipc.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveOptionsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-XX:StartFlightRecording:filename=/tmp/worker.jfr",
                "-XX:StartFlightRecording=filename=/tmp/worker.jfr",
                "-XX:StartFlightRecording",
                "-XX:FlightRecorderOptions=repository=/tmp/jfr",
                "-XX:OnError=gdb %p",
                "-XX:OnOutOfMemoryError=/usr/bin/tell-me",
                "-XX:HeapDumpPath=/tmp/heap.hprof",
                "-XX:+HeapDumpOnOutOfMemoryError",
                "-XX:ErrorFile=/tmp/error.log",
                "-XX:+LogVMOutput",
                "-XX:LogFile=/tmp/jvm.log",
                "-XX:LogFile:=/tmp/jvm.log",
                "-XX:+DumpPerfMapAtExit",
                "-XX:+PauseAtStartup",
                "-XX:CompileCommand=exclude,Some::method",
                "-Xlog:gc:file=/tmp/gc.log",
                "-Xloggc:/tmp/gc.log",
                "-Dsome.file=/tmp/file"
            })
    void anOptionWithAnEffectOutsideItsJvmIsInNoTrainingRun(String option) {
        assertEquals(List.of("-Xrs"), ArchiveOptions.shaping(List.of("-Xrs", option)));
        assertTrue(ArchiveOptions.allowArchive(List.of(option)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Xmx64m",
                "-XX:MaxHeapSize=64m",
                "-XX:ObjectAlignmentInBytes=16",
                "-XX:+UseSerialGC",
                "-XX:UseSerialGC=true",
                "-XX:-UseCompressedOops",
                "-XX:+UnlockDiagnosticVMOptions",
                "--add-modules=java.sql",
                "--enable-preview",
                "-Xbootclasspath/a:/tmp/more.jar"
            })
    void anOptionThatShapesTheJvmIsInEachRun(String option) {
        assertEquals(List.of("-Xrs", option), ArchiveOptions.shaping(List.of("-Xrs", option)));
        assertTrue(ArchiveOptions.allowArchive(List.of(option)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Xrunjdwp:transport=dt_socket,address=5005",
                "-agentlib:jdwp=transport=dt_socket,address=5005",
                "-javaagent:/tmp/agent.jar",
                "-XX:VMOptionsFile=/tmp/options",
                "-XX:Flags=/tmp/flags",
                "-XX:AOTCache=/tmp/cache",
                "-Xshare:off"
            })
    void withAnOptionWhoseEffectIsNotKnownThereIsNoArchive(String option) {
        assertFalse(ArchiveOptions.allowArchive(List.of("-Xrs", option)));
    }
}
