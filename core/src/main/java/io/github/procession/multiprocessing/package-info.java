/** Python's {@code multiprocessing}: processes, and what they share and say to each other. */
package io.github.procession.multiprocessing;
