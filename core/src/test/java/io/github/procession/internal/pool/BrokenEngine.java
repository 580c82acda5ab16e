package io.github.procession.internal.pool;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/** The classes of this package with one call, or one store into a field, left out of one method. */
final class BrokenEngine extends ChangedEngine {
    private final String type;
    private final String method;
    private final String leftOut;

    /** How often it was left out. */
    private int count;

    /**
     * The classes.
     *
     * @param type name of the class that is broken
     * @param method name of its method
     * @param leftOut name of the method that is not called, which then seems to have returned true, null or nothing, or the field
     *     that is not set
     */
    BrokenEngine(String type, String method, String leftOut) {
        this.type = type;
        this.method = method;
        this.leftOut = leftOut;
    }

    @Override
    byte[] changed(String name, byte[] bytes) {
        return name.equals(type) ? broken(bytes) : bytes;
    }

    @Override
    boolean isChanged() {
        return count > 0;
    }

    private byte[] broken(byte[] bytes) {
        ClassFile classFile = ClassFile.of();
        CodeTransform leavesOut = this::transform;
        return classFile.transformClass(
                classFile.parse(bytes),
                ClassTransform.transformingMethodBodies(
                        each -> each.methodName().equalsString(method), leavesOut));
    }

    private void transform(CodeBuilder code, CodeElement element) {
        if (element instanceof InvokeInstruction call && call.name().equalsString(leftOut)) {
            count++;
            leaveOut(code, call);
        } else if (element instanceof FieldInstruction store
                && store.opcode() == Opcode.PUTFIELD
                && store.name().equalsString(leftOut)) {
            count++;
            pop(code, store.typeSymbol());
            code.pop();
        } else {
            code.with(element);
        }
    }

    private static void leaveOut(CodeBuilder code, InvokeInstruction call) {
        MethodTypeDesc type = call.typeSymbol();
        for (int i = type.parameterCount() - 1; i >= 0; i--) {
            pop(code, type.parameterType(i));
        }
        if (call.opcode() != Opcode.INVOKESTATIC) {
            code.pop();
        }
        switch (TypeKind.from(type.returnType()).asLoadable()) {
            case VOID -> {}
            case INT -> code.iconst_1();
            case REFERENCE -> code.aconst_null();
            default -> throw new IllegalArgumentException("a call that returns " + type.returnType());
        }
    }

    private static void pop(CodeBuilder code, ClassDesc type) {
        if (TypeKind.from(type).slotSize() == 2) {
            code.pop2();
        } else {
            code.pop();
        }
    }

    @Override
    public String toString() {
        return type + "." + method + " without " + leftOut;
    }
}
