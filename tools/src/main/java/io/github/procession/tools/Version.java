package io.github.procession.tools;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Versions of this library and of what its projects are built with, as the build has written them down. */
final class Version implements IVersionProvider {
    Version() {}

    static Properties all() {
        Properties versions = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("versions.properties")) {
            versions.load(in);
        } catch (IOException e) {
            throw new IllegalStateException("the jar of the tools is damaged", e);
        }
        return versions;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"procession " + all().getProperty("procession")};
    }
}
