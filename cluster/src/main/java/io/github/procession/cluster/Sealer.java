package io.github.procession.cluster;

/**
 * Encryption of values for the server, by the process that has the authkey: this one, or the worker that it belongs to.
 */
interface Sealer {
    /** What goes to the server in place of a value of an object. */
    byte[] seal(byte[] value, String object);

    /** The value; an exception if it was not sealed under the same authkey for this object. */
    byte[] open(byte[] sealed, String object);

    /** What stands for a key of a map. */
    byte[] field(byte[] key, String object);
}
