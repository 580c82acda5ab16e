package io.github.procession.cluster;

/** The names of programs, by which machines choose whose tasks they take. */
final class Runs {
    private static final String PROPERTY = "procession.cluster.run";
    private static final String UNKNOWN = "program";

    private Runs() {}

    static String checked(String name) {
        if (!name.matches("[A-Za-z0-9_.$-]{1,200}")) {
            throw new IllegalArgumentException(
                    "the name \"" + name + "\" of a run is not made of 1 to 200 letters, digits and the signs _ . $ -");
        }
        return name;
    }

    /** The system property, or the name of the main class. */
    static String ofThisProgram() {
        String name = System.getProperty(PROPERTY);
        if (name != null) {
            return checked(name);
        }
        String main = System.getProperty("sun.java.command", "").split(" ")[0];
        String last = main.substring(Math.max(main.lastIndexOf('/'), main.lastIndexOf('\\')) + 1);
        String plain = last.replaceAll("[^A-Za-z0-9_.$-]", "_");
        return plain.isEmpty() ? UNKNOWN : plain;
    }
}
