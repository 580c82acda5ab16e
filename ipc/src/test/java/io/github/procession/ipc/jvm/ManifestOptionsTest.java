package io.github.procession.ipc.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.jar.Attributes;
import org.junit.jupiter.api.Test;

/** What a manifest says about modules becomes options. */
class ManifestOptionsTest {
    @Test
    void eachPackageIsAnOption() {
        Attributes manifest = new Attributes();
        manifest.putValue("Add-Opens", " java.base/java.lang  java.base/java.util ");
        manifest.putValue("Add-Exports", "java.base/sun.nio.ch");
        assertEquals(
                List.of(
                        "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--add-opens=java.base/java.util=ALL-UNNAMED"),
                ManifestOptions.of(manifest));
        assertEquals(List.of(), ManifestOptions.of(new Attributes()));
    }
}
