package io.github.procession.ipc.jvm;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutsideEffectsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-XX:StartFlightRecording",
                "-XX:StartFlightRecording:filename=/tmp/worker.jfr",
                "-Xlog:gc:file=/tmp/gc.log",
                "-Xlog:gc*:gc.log:time",
                "-Xloggc:/tmp/gc.log",
                "-XX:+LogVMOutput",
                "-XX:VMOptionsFile=/tmp/options",
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=5005",
                "-javaagent:/tmp/agent.jar",
                "-Dcom.sun.management.jmxremote.port=9999"
            })
    void filesPortsAndAgents(String option) {
        assertTrue(OutsideEffects.of(option));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Xlog",
                "-Xlog:gc",
                "-Xlog:gc::time",
                "-Xlog:gc:stdout",
                "-Xlog:disable",
                "-Xlog:all=warning,cds*=off,aot*=off:stderr",
                "-XX:+HeapDumpOnOutOfMemoryError",
                "-XX:HeapDumpPath=/tmp",
                "-Dmy.file=/tmp/file",
                "-Xmx100m"
            })
    void whatIsInsideOfTheJvmOrComesOnlyWithAJob(String option) {
        assertFalse(OutsideEffects.of(option));
    }
}
