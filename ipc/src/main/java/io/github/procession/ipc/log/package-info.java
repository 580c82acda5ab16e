/**
 * Log forwarding: children use an slf4j provider that sends each event over a socket to the parent, which logs it under the
 * same logger name.
 */
@NullMarked
package io.github.procession.ipc.log;

import org.jspecify.annotations.NullMarked;
