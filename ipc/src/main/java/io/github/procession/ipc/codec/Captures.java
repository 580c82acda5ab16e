package io.github.procession.ipc.codec;

import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Proxy;

/**
 * Advice for a lambda or method reference that takes along an object its author did not think of: {@code this},
 * or the receiver.
 */
final class Captures {
    private Captures() {}

    /**
     * Text to append to the reason of a refusal.
     *
     * @param chain the objects from the value to the one that was refused
     * @return empty if no lambda in the chain has captured its surroundings
     */
    static String hint(Object[] chain) {
        for (int i = 0; i + 1 < chain.length; i++) {
            LambdaForm form = LambdaForm.of(chain[i].getClass());
            if (form != null) {
                SerializedLambda lambda = form.replace(chain[i]);
                if (isBound(lambda) && lambda.getCapturedArg(0) == chain[i + 1]) {
                    return hint(lambda, chain[i + 1].getClass());
                }
            }
        }
        return "";
    }

    /** Whether the first captured value is {@code this} or the receiver. */
    static boolean isBound(SerializedLambda lambda) {
        return isBound(lambda.getCapturedArgCount(), lambda.getImplMethodKind());
    }

    static boolean isBound(int captures, int kind) {
        return captures > 0
                && kind != MethodHandleInfo.REF_invokeStatic
                && kind != MethodHandleInfo.REF_newInvokeSpecial;
    }

    private static String hint(SerializedLambda lambda, Class<?> captured) {
        String type = captured.getTypeName();
        String object = isProxy(captured) ? "a proxy that was made in memory, " + type : "an object of " + type;
        if (lambda.getImplMethodName().startsWith("lambda$")) {
            return "; the lambda captures `this`, " + object
                    + ", because it uses a method or field of it: call a static"
                    + " method, or copy what is needed into local variables in front of the lambda";
        }
        return "; the method reference captures its receiver, " + object
                + ": make the method static, and give it what it" + " needs as arguments";
    }

    private static boolean isProxy(Class<?> type) {
        String name = type.getName();
        return Proxy.isProxyClass(type)
                || name.contains("$$")
                || name.contains("$ByteBuddy$")
                || name.contains("$MockitoMock$")
                || name.contains("$HibernateProxy$");
    }
}
