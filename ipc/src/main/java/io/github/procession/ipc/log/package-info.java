/**
 * The way of what children log to the log of the process that started them: their slf4j has a provider here that sends each
 * event over a socket, and there it is logged by the logger of the same name.
 */
@NullMarked
package io.github.procession.ipc.log;

import org.jspecify.annotations.NullMarked;
