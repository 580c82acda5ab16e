/**
 * The command line {@code procession}: running programs seen from outside, and programs run and begun.
 *
 * <p>{@link io.github.procession.tools.Main} has a class for each command. Those that look at running programs begin with
 * {@link io.github.procession.tools.Sessions}, which finds the sessions of this user, and read one into a
 * {@link io.github.procession.tools.Tree}: its processes ({@link io.github.procession.tools.Node}), what each does
 * ({@link io.github.procession.tools.Activity}) and what they share ({@link io.github.procession.tools.Objects}). All of that is read
 * from shared memory; nothing there is written, and no process is stopped. {@link io.github.procession.tools.Sampler} looks again and
 * again for {@code top}; {@link io.github.procession.tools.Recording} reads files of the JDK's flight recorder for {@code trace};
 * {@link io.github.procession.tools.Compiled} keeps compiled programs for {@code run}, which
 * {@link io.github.procession.tools.Compilation} makes.
 */
@NullMarked
package io.github.procession.tools;

import org.jspecify.annotations.NullMarked;
