package io.github.procession.ipc.codec;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marker of classes whose objects belong to the process that made them: a message that reaches one is refused. It holds for subclasses
 * too, but is not {@code @Inherited}: annotation processors would find it at those of users, and javac warn that none claims it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface HomeOnly {
    /**
     * Kind of the object and the reason why it stays, in words that follow "cannot be sent to another process:".
     *
     * @return such as {@code is a pool, whose workers belong to the process that made it}
     */
    String value();

    /**
     * Whether the objects travel to a process all the same when it starts, as parts of what it gets.
     *
     * @return true if only later messages refuse them
     */
    boolean exceptAtStart() default false;
}
