package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;
import io.github.procession.serialization.Explanation.Way;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;

/** Serializer of lambdas and method references inside a graph; what they capture may be any part of it. */
final class LambdaSerializer extends GraphSerializer {
    /** Stands for the length of a header, which is never empty, in front of an {@linkplain IdentityMarks identity mark}. */
    private static final int MARK = 0;

    @Override
    void write(GraphKryo kryo, GraphOutput output, Object lambda) {
        if (IdentityMarks.isStateless(lambda.getClass())) {
            Field mark = IdentityMarks.find(kryo, lambda);
            if (mark != null) {
                output.writeVarInt(MARK, true);
                IdentityMarks.write(output, mark);
                return;
            }
        }
        LambdaForm form = LambdaForm.of(lambda.getClass());
        if (form == null) {
            throw new Refusal(kryo, refusal(lambda.getClass()), null);
        }
        kryo.references().enterLate();
        byte[] header = form.header(lambda);
        if (header == null) {
            throw Refusal.of(kryo, lambda.getClass().getNestHost(), ClassLoaders.madeInMemory(lambda.getClass()));
        }
        output.writeVarInt(header.length, true);
        output.writeBytes(header);
        for (Object capture : form.captures(lambda)) {
            kryo.writeClassAndObject(output, capture);
        }
        kryo.references().leaveLate();
    }

    @Override
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        int length = input.readSize(1);
        if (length == MARK) {
            return IdentityMarks.read(kryo, input);
        }
        int start = input.position();
        input.skip(length);
        try {
            LambdaSite site = LambdaSite.of(input.getBuffer(), start, length, kryo.getClassLoader());
            Object[] captures = new Object[site.captureCount()];
            for (int i = 0; i < captures.length; i++) {
                captures[i] = kryo.readClassAndObject(input);
            }
            if (captures.length != 0 && captures[0] == null && kryo.hasResolvedToNull() && site.isBound()) {
                throw new KryoException(kryo.withoutNull());
            }
            return site.create(captures);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new KryoException("cannot rebuild a lambda: " + e, e);
        }
    }

    private static String refusal(Class<?> type) {
        String name = type.getName();
        int end = name.indexOf("$$Lambda");
        String place = end > 0 ? name.substring(0, end) : name;
        Class<?>[] interfaces = type.getInterfaces();
        String function = interfaces.length == 0 ? "its interface" : interfaces[0].getName();
        String simple = interfaces.length == 0 ? "Runnable" : interfaces[0].getSimpleName();
        if (function.startsWith("kotlin.")) {
            return "a Kotlin function value of " + place + " cannot be sent to another process: its class is not"
                    + " Serializable; write @JvmSerializableLambda before the lambda";
        }
        if (UnsendableTypes.isOfJdk(type)) {
            return "a function that " + place + " makes cannot be sent to another process: its interface " + function
                    + " is not Serializable; write a lambda of your own in its place, with a cast: (" + simple
                    + " & java.io.Serializable)";
        }
        return "a lambda of " + place + " cannot be sent to another process: its interface " + function
                + " is not Serializable; use one that is, or write a cast: (" + simple
                + " & java.io.Serializable) before the lambda or method reference";
    }

    @Override
    Way way(GraphKryo kryo, Object object) {
        boolean isMark = IdentityMarks.isStateless(object.getClass()) && IdentityMarks.find(kryo, object) != null;
        return isMark ? Way.IDENTITY_MARK : Way.FUNCTION;
    }

    /** The receiver of a method reference, and {@code this} of a lambda, are never null. */
    @Override
    boolean takesNull(GraphKryo kryo, Object holder, Object part) {
        SerializedLambda lambda = LambdaForm.of(holder.getClass()).replace(holder);
        return !Captures.isBound(lambda) || lambda.getCapturedArg(0) != part;
    }

    @Override
    String step(Object holder, Object part) {
        LambdaForm form = LambdaForm.of(holder.getClass());
        SerializedLambda lambda = form.replace(holder);
        for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
            if (lambda.getCapturedArg(i) == part) {
                return describe(lambda, i);
            }
        }
        return "";
    }

    private static String describe(SerializedLambda lambda, int index) {
        String className = lambda.getImplClass().replace('/', '.');
        String method = lambda.getImplMethodName();
        boolean bound = index == 0 && Captures.isBound(lambda);
        if (!method.startsWith("lambda$")) {
            return "the receiver of method reference " + className + "::" + method;
        }
        int start = "lambda$".length();
        int end = method.indexOf('$', start);
        String surrounding = end > 0 ? method.substring(start, end) : method.substring(start);
        String what = bound ? "this (captured argument 1" : "captured argument " + (index + 1);
        return what + " of lambda in " + className + "." + surrounding + (bound ? ")" : "");
    }
}
