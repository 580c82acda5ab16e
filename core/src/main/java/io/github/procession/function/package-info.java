/** Functions that travel to other processes: serializable, of arity 0 to 5, and free to throw. */
package io.github.procession.function;
