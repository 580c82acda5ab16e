package io.github.procession.ipc.codec;

import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;

/**
 * Maker of a method reference of a stated type, where a class has several to one method.
 *
 * <p>The method {@code $deserializeLambda$} that the compiler writes does not look at the types that a reference was
 * inferred for: of {@code Function1<String, R> a = X::f} and {@code Function1<Integer, R> b = X::f} it makes the first one
 * both times, which throws a {@link ClassCastException} when it is called with an {@code Integer}. So this is for forms that it
 * has accepted, which proves that the class has such a reference, but made in another type.
 */
final class TypedReference {
    private static final MethodType MAKE = MethodType.methodType(Object.class, Object[].class);

    private TypedReference() {}

    /** Takes the captured values as an array and gives the reference. */
    static MethodHandle factory(SerializedLambda form, Class<?> capturingClass) throws Exception {
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(capturingClass, MethodHandles.lookup());
        ClassLoader loader = capturingClass.getClassLoader();
        MethodHandle method = method(form, lookup, loader);
        int captures = form.getCapturedArgCount();
        MethodType made = MethodType.methodType(
                find(form.getFunctionalInterfaceClass(), loader),
                method.type().parameterList().subList(0, captures));
        return LambdaMetafactory.altMetafactory(
                        lookup,
                        form.getFunctionalInterfaceMethodName(),
                        made,
                        MethodType.fromMethodDescriptorString(form.getFunctionalInterfaceMethodSignature(), loader),
                        method,
                        MethodType.fromMethodDescriptorString(form.getInstantiatedMethodType(), loader),
                        LambdaMetafactory.FLAG_SERIALIZABLE)
                .getTarget()
                .asSpreader(Object[].class, captures)
                .asType(MAKE);
    }

    private static MethodHandle method(SerializedLambda form, MethodHandles.Lookup lookup, ClassLoader loader)
            throws ReflectiveOperationException {
        Class<?> holder = find(form.getImplClass(), loader);
        String name = form.getImplMethodName();
        MethodType type = MethodType.fromMethodDescriptorString(form.getImplMethodSignature(), loader);
        return switch (form.getImplMethodKind()) {
            case MethodHandleInfo.REF_invokeStatic -> lookup.findStatic(holder, name, type);
            case MethodHandleInfo.REF_newInvokeSpecial -> lookup.findConstructor(holder, type);
            case MethodHandleInfo.REF_invokeSpecial -> lookup.findSpecial(holder, name, type, lookup.lookupClass());
            default -> lookup.findVirtual(holder, name, type);
        };
    }

    private static Class<?> find(String internalName, ClassLoader loader) throws ClassNotFoundException {
        return Class.forName(internalName.replace('/', '.'), false, loader);
    }
}
