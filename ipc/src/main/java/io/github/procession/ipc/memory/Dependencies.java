package io.github.procession.ipc.memory;

import io.github.procession.ipc.system.JavaHome;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor.Version;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.security.CodeSource;
import java.util.Properties;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * The versions of the libraries that this one stands on. A build that resolves other versions fails here, in one sentence,
 * and not where a method is missing.
 */
public final class Dependencies {
    private static final String KRYO = "META-INF/maven/com.esotericsoftware.kryo/kryo5/pom.properties";
    private static final String OF_JAR = "jar:";
    private static final String OF_FILE = OF_JAR + "file:";
    private static final String IN_JAR = "!/";
    private static final Version LEAST_KRYO = Version.parse("5.6");

    private static volatile boolean checked;

    private Dependencies() {}

    /**
     * Checks them, once.
     *
     * @throws LinkageError if there is another version of slf4j or of Kryo than this library can work with
     */
    public static void check() {
        if (!checked) {
            checkSlf4j();
            JavaHome.letResourcesBeFound();
            checkKryo(Dependencies.class.getClassLoader());
            checked = true;
        }
    }

    private static void checkSlf4j() {
        try {
            Logger.class.getMethod("atLevel", Level.class);
        } catch (NoSuchMethodException | NoClassDefFoundError _) {
            CodeSource source = Logger.class.getProtectionDomain().getCodeSource();
            throw conflict(
                    "slf4j-api 2.0",
                    Logger.class.getPackage().getImplementationVersion(),
                    source == null ? null : source.getLocation());
        }
    }

    /** Without a look at a class of Kryo, which many programs never load. */
    static void checkKryo(ClassLoader loader) {
        URL place = loader.getResource(KRYO);
        if (place == null) {
            return; // in a jar that holds several libraries, without their versions
        }
        String version;
        try {
            version = read(place).getProperty("version", "");
            if (version.isEmpty() || Version.parse(version).compareTo(LEAST_KRYO) >= 0) {
                return;
            }
        } catch (IOException | IllegalArgumentException _) {
            return;
        }
        throw conflict("kryo5 5.6", version, place);
    }

    private static Properties read(URL place) throws IOException {
        Properties properties = new Properties();
        String text = place.toString();
        int entry = text.lastIndexOf(IN_JAR);
        if (text.startsWith(OF_FILE) && entry == text.indexOf(IN_JAR)) { // without the classes of a connection
            String jar = URI.create(text.substring(OF_JAR.length(), entry)).getPath();
            try (ZipFile file = new ZipFile(jar)) {
                ZipEntry there = file.getEntry(KRYO);
                if (there == null) {
                    throw new IOException(jar + " was replaced");
                }
                properties.load(file.getInputStream(there));
            }
        } else {
            URLConnection connection = place.openConnection();
            connection.setUseCaches(false); // else the JDK keeps the jar open for ever
            try (InputStream in = connection.getInputStream()) {
                properties.load(in);
            }
        }
        return properties;
    }

    private static LinkageError conflict(String needed, String found, URL place) {
        return new LinkageError(
                "Procession needs " + needed + " or later, but finds " + (found == null ? "an older one" : found)
                        + (place == null ? "" : " in " + place)
                        + ": set the version in your build (Maven: dependencyManagement; Gradle: constraints)");
    }
}
