/** The same program as a named module. */
module shop {
    requires io.github.procession;

    opens shop; // its classes travel by their fields
}
