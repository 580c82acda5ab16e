/** A child JVM's life: its command line, its main class, its control channel and its end. */
@NullMarked
package io.github.procession.ipc.jvm;

import org.jspecify.annotations.NullMarked;
