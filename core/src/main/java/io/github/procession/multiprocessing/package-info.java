/** Python's {@code multiprocessing}: processes, and what they share and say to each other. */
@NullMarked
package io.github.procession.multiprocessing;

import org.jspecify.annotations.NullMarked;
