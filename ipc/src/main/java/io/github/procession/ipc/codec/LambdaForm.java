package io.github.procession.ipc.codec;

import io.github.procession.ipc.system.PerClass;
import io.github.procession.serialization.NotSendableException;
import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Wire form of a lambda or method reference: a header that is the same for all lambdas of one expression, and the
 * values that this one captured.
 *
 * <p>Both come from the {@code writeReplace} method that the JDK gives to each lambda of a Serializable interface.
 */
final class LambdaForm {
    private static final Object[] NOTHING = {};
    private static final MethodType REPLACE = MethodType.methodType(Object.class, Object.class);
    private static final PerClass<LambdaForm> FORMS = new PerClass<>(LambdaForm::find);

    private final MethodHandle writeReplace;
    private volatile byte[] header;
    private volatile boolean capturing = true;

    private LambdaForm(MethodHandle writeReplace) {
        this.writeReplace = writeReplace;
    }

    private static @Nullable LambdaForm find(Class<?> type) {
        MethodHandle writeReplace = findWriteReplace(type);
        return writeReplace == null ? null : new LambdaForm(writeReplace);
    }

    /** The form of a lambda's class, or null if its interface is not Serializable or it is no lambda at all. */
    static @Nullable LambdaForm of(Class<?> type) {
        return isLambda(type) && Serializable.class.isAssignableFrom(type) ? FORMS.get(type) : null;
    }

    static boolean isLambda(Class<?> type) {
        return type.isHidden() && type.isSynthetic();
    }

    private static MethodHandle findWriteReplace(Class<?> type) {
        MethodHandle handle;
        try {
            Method method = type.getDeclaredMethod("writeReplace");
            handle = method.trySetAccessible()
                    ? MethodHandles.lookup().unreflect(method)
                    : SerializationAccess.writeReplace(type);
        } catch (NoSuchMethodException | IllegalAccessException e) {
            handle = SerializationAccess.writeReplace(type);
        }
        return handle == null ? null : handle.asType(REPLACE);
    }

    /**
     * The part that identifies the expression: names of classes and methods; null if no other process has the class.
     */
    byte @Nullable [] header(Object lambda) {
        byte[] known = header;
        if (known == null) {
            SerializedLambda replaced = replace(lambda);
            capturing = replaced.getCapturedArgCount() != 0;
            if (!ClassLoaders.hasClassFile(lambda.getClass())) {
                return null;
            }
            if (Access.isClosed(lambda.getClass()) && !isMadeAgain(replaced)) {
                throw new NotSendableException(
                        TypedReference.noAccess(lambda.getClass().getNestHost()));
            }
            ClassLoaders.classGoesOut(lambda.getClass());
            header = known = LambdaSite.header(replaced);
        }
        return known;
    }

    /** Whether the method that the compiler writes makes the same lambda, not a reference of another type. */
    private static boolean isMadeAgain(SerializedLambda form) {
        Object made;
        try {
            made = SerializationAccess.readResolve(SerializedLambda.class).invoke(form);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new NotSendableException("cannot make a lambda of " + form.getCapturingClass() + " again: " + e, e);
        }
        return of(made.getClass()).replace(made).getInstantiatedMethodType().equals(form.getInstantiatedMethodType());
    }

    /**
     * The captured values, for an instance method's reference its receiver, for a lambda that uses it {@code this}
     * first.
     */
    Object[] captures(Object lambda) {
        if (!capturing) {
            return NOTHING;
        }
        SerializedLambda replaced = replace(lambda);
        Object[] captures = new Object[replaced.getCapturedArgCount()];
        for (int i = 0; i < captures.length; i++) {
            captures[i] = replaced.getCapturedArg(i);
        }
        return captures;
    }

    SerializedLambda replace(Object lambda) {
        try {
            return (SerializedLambda) (Object) writeReplace.invokeExact(lambda);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new NotSendableException(
                    "cannot take apart the lambda " + lambda.getClass().getName() + ": " + e, e);
        }
    }
}
