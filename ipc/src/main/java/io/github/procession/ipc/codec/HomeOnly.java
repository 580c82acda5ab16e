package io.github.procession.ipc.codec;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marker of classes whose objects belong to the process that made them: a message that reaches one is refused. */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface HomeOnly {
    /**
     * Kind of the object and the reason why it stays, in words that follow "cannot be sent to another process:".
     *
     * @return such as {@code is a pool, whose workers belong to the process that made it}
     */
    String value();
}
