/** Functions of any arity: how they are named, given arguments by position and by name, and called. */
@NullMarked
package io.github.procession.internal.call;

import org.jspecify.annotations.NullMarked;
