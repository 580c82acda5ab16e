package io.github.procession.ipc.system;

import java.io.File;

/**
 * Folder of the JDK image that this JVM runs on. The property {@code java.home} names it, unless the program has cleared or
 * changed that: then the launcher of this process tells.
 */
public final class JavaHome {
    private static final String PROPERTY = "java.home";
    private static final String MODULES = "lib/modules";

    private JavaHome() {}

    /**
     * The folder.
     *
     * @return what the property says if neither names an image
     */
    public static File get() {
        File named = new File(System.getProperty(PROPERTY, ""));
        if (isImage(named)) {
            return named;
        }
        File launcher = new File(ProcessHandle.current().info().command().orElse(""));
        File folder = launcher.getParentFile();
        File home = folder == null ? null : folder.getParentFile();
        return home != null && isImage(home) ? home : named;
    }

    private static boolean isImage(File folder) {
        return new File(folder, MODULES).isFile();
    }

    /**
     * Has the JDK open its image if it has not done so. It reads the property then, at the first search for any resource, and
     * finds no resource and no service from then on if the property is wrong. So the property is right during that search.
     */
    public static void letResourcesBeFound() {
        String named = System.getProperty(PROPERTY);
        File home = get();
        if (named != null && home.equals(new File(named))) {
            return;
        }
        System.setProperty(PROPERTY, home.getPath());
        try {
            ClassLoader.getSystemResource("META-INF/procession");
        } finally {
            if (named == null) {
                System.clearProperty(PROPERTY);
            } else {
                System.setProperty(PROPERTY, named);
            }
        }
    }
}
