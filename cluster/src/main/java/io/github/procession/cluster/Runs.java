package io.github.procession.cluster;

/** The names of programs, by which machines choose whose tasks they take. */
final class Runs {
    private static final String PROPERTY = "procession.cluster.run";
    private static final String UNKNOWN = "program";

    /** Set by Java's launcher to the path of a program that it runs from its source file. */
    private static final String SOURCE_PROPERTY = "jdk.launcher.sourcefile";

    private static final String SOURCE_SUFFIX = ".java";

    private Runs() {}

    static String checked(String name) {
        if (!name.matches("[A-Za-z0-9_.$-]{1,200}")) {
            throw new IllegalArgumentException(
                    "the name \"" + name + "\" of a run is not made of 1 to 200 letters, digits and the signs _ . $ -");
        }
        return name;
    }

    /** The system property, or the name of the main class; of a program that runs from its source file, the name of that file. */
    static String ofThisProgram() {
        String name = System.getProperty(PROPERTY);
        if (name != null) {
            return checked(name);
        }
        String source = System.getProperty(SOURCE_PROPERTY);
        String main =
                source == null ? System.getProperty("sun.java.command", "").split(" ")[0] : source;
        String last = main.substring(Math.max(main.lastIndexOf('/'), main.lastIndexOf('\\')) + 1);
        if (source != null && last.endsWith(SOURCE_SUFFIX)) {
            last = last.substring(0, last.length() - SOURCE_SUFFIX.length());
        }
        String plain = last.replaceAll("[^A-Za-z0-9_.$-]", "_");
        return plain.isEmpty() ? UNKNOWN : plain;
    }
}
