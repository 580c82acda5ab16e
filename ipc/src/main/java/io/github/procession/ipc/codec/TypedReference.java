package io.github.procession.ipc.codec;

import static java.lang.constant.ConstantDescs.CD_MethodHandles;
import static java.lang.constant.ConstantDescs.CD_MethodHandles_Lookup;

import io.github.procession.ipc.system.PerClass;
import io.github.procession.serialization.DecodeException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;

/**
 * Maker of a method reference of a stated type, for a class that has references of several types to one method.
 *
 * <p>The method {@code $deserializeLambda$} that the compiler writes does not look at the types that a reference was
 * inferred for: of {@code Function1<String, R> a = X::f} and {@code Function1<Integer, R> b = X::f} it makes the first one
 * both times, which throws a {@link ClassCastException} when it is called with an {@code Integer}. So this is for forms that it
 * has accepted, which proves that the class has such a reference, but made in another type.
 *
 * <p>The JDK makes references for a lookup with full access only, and access to another module never is. In that module, which
 * for most programs is the unnamed module of another class loader, a class made here says what it may access.
 */
final class TypedReference {
    private static final MethodType MAKE = MethodType.methodType(Object.class, Object[].class);

    /** Name of the class made for a capturing class, behind that class's name. */
    private static final String ACCESS = "$ProcessionAccess";

    private static final String ACCESS_METHOD = "lookup";

    private static final PerClass<MethodHandles.Lookup> LOOKUPS = new PerClass<>(TypedReference::lookup);

    private TypedReference() {}

    /** Why the reference cannot be made of a class in a closed module. */
    static String noAccess(Class<?> type) {
        return "a method reference of " + type.getName()
                + " cannot be sent to another process: the class uses the method "
                + "with several types of arguments, and its module does not open its package; "
                + UnsendableTypes.openIt(type) + ", or write a lambda instead";
    }

    private static MethodHandles.Lookup lookup(Class<?> type) {
        try {
            return fullAccess(type);
        } catch (ReflectiveOperationException e) {
            throw new DecodeException(noAccess(type), e);
        }
    }

    private static MethodHandles.Lookup fullAccess(Class<?> type) throws ReflectiveOperationException {
        TypedReference.class.getModule().addReads(type.getModule());
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        return lookup.hasFullPrivilegeAccess()
                ? lookup
                : MethodHandles.privateLookupIn(type, lookupOfItsModule(type, lookup));
    }

    /** The lookup of a new class in the package of another one. */
    private static synchronized MethodHandles.Lookup lookupOfItsModule(Class<?> type, MethodHandles.Lookup lookup)
            throws ReflectiveOperationException {
        String name = type.getName() + ACCESS;
        Class<?> made;
        try {
            made = Class.forName(
                    name, true, type.getClassLoader()); // by another thread, or a second copy of this library
        } catch (ClassNotFoundException e) {
            made = lookup.defineClass(accessClass(ClassDesc.of(name)));
        }
        MethodHandle method = MethodHandles.privateLookupIn(made, MethodHandles.lookup())
                .findStatic(made, ACCESS_METHOD, MethodType.methodType(MethodHandles.Lookup.class));
        try {
            return (MethodHandles.Lookup) method.invokeExact();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] accessClass(ClassDesc name) {
        MethodTypeDesc type = MethodTypeDesc.of(CD_MethodHandles_Lookup);
        return ClassFile.of()
                .build(
                        name,
                        builder -> builder.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC)
                                .withMethodBody(
                                        ACCESS_METHOD,
                                        type,
                                        ClassFile.ACC_STATIC,
                                        code -> code.invokestatic(CD_MethodHandles, ACCESS_METHOD, type)
                                                .areturn()));
    }

    /** Takes the captured values as an array and gives the reference. */
    static MethodHandle factory(SerializedLambda form, Class<?> capturingClass) throws Exception {
        MethodHandles.Lookup lookup = LOOKUPS.get(capturingClass);
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
