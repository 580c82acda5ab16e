package io.github.procession.internal.call;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.LocalVariableInfo;
import java.lang.classfile.attribute.LocalVariableTableAttribute;
import java.lang.classfile.attribute.MethodParameterInfo;
import java.lang.classfile.attribute.MethodParametersAttribute;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Parameter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Names of a method's parameters, from the first source that has them: reflection (of a class compiled with
 * {@code javac -parameters}), the table of local variables in its class file ({@code javac -g}, which build tools set), or
 * its source file, when {@code java File.java} has compiled it in memory, without either.
 */
final class ParameterNames {
    private ParameterNames() {}

    /** Names in the order of the descriptor; null for each that is not known. */
    static String[] of(Executable executable) {
        String[] names = new String[executable.getParameterCount()];
        boolean complete = true;
        Parameter[] parameters = executable.getParameters();
        for (int i = 0; i < names.length; i++) {
            names[i] = parameters[i].isNamePresent() ? parameters[i].getName() : null;
            complete &= names[i] != null;
        }
        if (complete) {
            return names;
        }
        Class<?> type = executable.getDeclaringClass();
        byte[] bytes = classFile(type);
        if (bytes == null) {
            return names;
        }
        try {
            ClassModel model = ClassFile.of().parse(bytes);
            if (addNames(model, executable, names)) {
                return names;
            }
            byte[] again = SourceFile.compile(type, model);
            if (again != null) {
                addNames(ClassFile.of().parse(again), executable, names);
            }
        } catch (IllegalArgumentException | LinkageError _) {
            // the class loader's file is not that of the class, or the image of this JVM has no compiler
        }
        return names;
    }

    private static byte @Nullable [] classFile(Class<?> type) {
        String file = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
        try (InputStream in = type.getResourceAsStream(file)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException _) {
            return null;
        }
    }

    /** Fills in the names that the class file has; true if all are known then. */
    private static boolean addNames(ClassModel model, Executable executable, String[] names) {
        MethodModel method = find(model, executable);
        if (method == null) {
            return false;
        }
        Optional<MethodParametersAttribute> parameters = method.findAttribute(Attributes.methodParameters());
        if (parameters.isPresent()) {
            List<MethodParameterInfo> stored = parameters.get().parameters();
            for (int i = 0; i < names.length && stored.size() == names.length; i++) {
                if (names[i] == null) {
                    names[i] = stored.get(i).name().map(Object::toString).orElse(null);
                }
            }
        }
        method.code()
                .ifPresent(code -> code.findAttribute(Attributes.localVariableTable())
                        .ifPresent(table -> addVariables(table, method, names)));
        for (String name : names) {
            if (name == null) {
                return false;
            }
        }
        return true;
    }

    /** A parameter is the variable that its slot holds from the first instruction on. */
    private static void addVariables(LocalVariableTableAttribute table, MethodModel method, String[] names) {
        int slot = method.flags().has(AccessFlag.STATIC) ? 0 : 1;
        List<ClassDesc> types = method.methodTypeSymbol().parameterList();
        for (int i = 0; i < names.length; i++) {
            for (LocalVariableInfo variable : table.localVariables()) {
                if (names[i] == null && variable.slot() == slot && variable.startPc() == 0) {
                    names[i] = variable.name().stringValue();
                }
            }
            slot += TypeKind.from(types.get(i)).slotSize();
        }
    }

    private static @Nullable MethodModel find(ClassModel model, Executable executable) {
        String name = executable instanceof Constructor ? "<init>" : executable.getName();
        String descriptor = Descriptors.of(executable);
        for (MethodModel method : model.methods()) {
            if (method.methodName().equalsString(name) && method.methodType().equalsString(descriptor)) {
                return method;
            }
        }
        return null;
    }
}
