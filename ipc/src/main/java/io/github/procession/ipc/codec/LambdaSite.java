package io.github.procession.ipc.codec;

import io.github.procession.serialization.DecodeException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.ref.SoftReference;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The receiver's side of one lambda expression: makes lambdas from captured values, through the method
 * {@code $deserializeLambda$} that the compiler put into the class around the expression.
 *
 * <p>Sites are cached by the bytes of their header, since a pool gets the same few functions over and over. The cache
 * is
 * small and soft, so that it keeps no class loader alive for long.
 */
final class LambdaSite {
    private static final int CACHE_SLOTS = 64;
    private static final AtomicReferenceArray<SoftReference<LambdaSite>> CACHE =
            new AtomicReferenceArray<>(CACHE_SLOTS);
    private static final MethodType DESERIALIZE = MethodType.methodType(Object.class, SerializedLambda.class);

    private final byte[] header;
    private final ClassLoader loader;
    private final Class<?> capturingClass;

    /** Whether the next lambda with this header is of the same class. */
    private final boolean lasting;

    private final String[] names;
    private final int implementationKind;
    private final int captureCount;
    private final MethodHandle deserialize;

    /** Makes the lambda where the compiler's method makes one of another type. */
    private volatile MethodHandle typed;

    private volatile boolean typeIsRight;
    private Object onlyInstance;

    private LambdaSite(byte[] header, ClassLoader loader) throws ReflectiveOperationException {
        this.header = header;
        this.loader = loader;
        HeaderReader reader = new HeaderReader(header, 0, header.length);
        String capturing = reader.readString();
        names = new String[7];
        for (int i = 0; i < names.length; i++) {
            names[i] = reader.readString();
        }
        implementationKind = reader.readByte();
        captureCount = reader.readInt();
        if (captureCount < 0 || captureCount > 255 || reader.remaining() != 0) {
            throw DamagedMessageException.decoding(
                    "a lambda of " + capturing + " with " + captureCount + " captured values");
        }
        Class<?> lastingClass = ClassLoaders.findLasting(capturing, loader);
        lasting = lastingClass != null;
        capturingClass = lasting ? lastingClass : ClassLoaders.find(capturing, loader);
        deserialize = findDeserialize(capturingClass);
    }

    private static MethodHandle findDeserialize(Class<?> type) throws ReflectiveOperationException {
        Method method;
        try {
            method = type.getDeclaredMethod("$deserializeLambda$", SerializedLambda.class);
        } catch (NoSuchMethodException e) {
            throw new DecodeException(
                    "the class " + type.getName() + " of this process has no Serializable lambda; "
                            + "it is not the class that the sender has",
                    e);
        }
        MethodHandle handle = method.trySetAccessible()
                ? MethodHandles.lookup().unreflect(method)
                : SerializationAccess.readResolve(SerializedLambda.class);
        return handle.asType(DESERIALIZE);
    }

    static byte[] header(SerializedLambda lambda) {
        HeaderWriter writer = new HeaderWriter(new byte[256]);
        writer.writeString(lambda.getCapturingClass().replace('/', '.'));
        writer.writeString(lambda.getFunctionalInterfaceClass());
        writer.writeString(lambda.getFunctionalInterfaceMethodName());
        writer.writeString(lambda.getFunctionalInterfaceMethodSignature());
        writer.writeString(lambda.getImplClass());
        writer.writeString(lambda.getImplMethodName());
        writer.writeString(lambda.getImplMethodSignature());
        writer.writeString(lambda.getInstantiatedMethodType());
        writer.writeByte(lambda.getImplMethodKind());
        writer.writeInt(lambda.getCapturedArgCount());
        return Arrays.copyOf(writer.buffer(), writer.position());
    }

    static LambdaSite of(byte[] bytes, int start, int length, ClassLoader loader) throws ReflectiveOperationException {
        int end = start + length;
        int hash = 1;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + bytes[i];
        }
        int slot = (hash ^ hash >>> 16) & CACHE_SLOTS - 1;
        SoftReference<LambdaSite> cached = CACHE.get(slot);
        LambdaSite site = cached == null ? null : cached.get();
        if (site == null
                || site.loader != loader
                || !Arrays.equals(site.header, 0, site.header.length, bytes, start, end)) {
            site = new LambdaSite(Arrays.copyOfRange(bytes, start, end), loader);
            if (site.lasting) {
                CACHE.set(slot, new SoftReference<>(site));
            }
        }
        return site;
    }

    /** Whether the first captured value is {@code this} or the receiver. */
    boolean isBound() {
        return Captures.isBound(captureCount, implementationKind);
    }

    int captureCount() {
        return captureCount;
    }

    /** The lambda that captured these values. */
    Object create(Object[] captures) throws Exception {
        if (captureCount != 0) {
            return deserialize(captures);
        }
        // The expression itself yields one object for ever when it captures nothing; a race makes the same one again.
        if (onlyInstance == null) {
            onlyInstance = deserialize(captures);
        }
        return onlyInstance;
    }

    private Object deserialize(Object[] captures) throws Exception {
        SerializedLambda form = new SerializedLambda(
                capturingClass,
                names[0],
                names[1],
                names[2],
                implementationKind,
                names[3],
                names[4],
                names[5],
                names[6],
                captures);
        try {
            if (typed != null) {
                return (Object) typed.invokeExact(captures);
            }
            Object made = (Object) deserialize.invokeExact(form);
            if (typeIsRight || isOfType(made)) {
                typeIsRight = true;
                return made;
            }
            typed = TypedReference.factory(form, capturingClass);
            return (Object) typed.invokeExact(captures);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isOfType(Object made) {
        LambdaForm form = LambdaForm.of(made.getClass());
        return form == null || form.replace(made).getInstantiatedMethodType().equals(names[6]);
    }
}
