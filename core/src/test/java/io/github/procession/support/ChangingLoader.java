package io.github.procession.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.util.EnumSet;
import java.util.Set;

/** A class loader that defines some classes of the library anew, with changes in their code. */
public abstract class ChangingLoader extends ClassLoader {
    private static final Set<Opcode> MAKING =
            EnumSet.of(Opcode.NEW, Opcode.NEWARRAY, Opcode.ANEWARRAY, Opcode.MULTIANEWARRAY, Opcode.INVOKEDYNAMIC);

    protected ChangingLoader() {
        super(ChangingLoader.class.getClassLoader());
    }

    /** Whether a class is defined anew; all others are those of the parent. */
    protected abstract boolean isDefinedHere(String name);

    /** The code of a class as it is to be. */
    protected abstract byte[] changedCode(String name, byte[] bytes);

    /** Whether an instruction makes an object, an array or a lambda. */
    protected static boolean makes(Instruction instruction) {
        return MAKING.contains(instruction.opcode());
    }

    @Override
    protected final Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!isDefinedHere(name)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> found = findLoadedClass(name);
            if (found == null) {
                byte[] bytes = changedCode(name, bytes(name));
                found = defineClass(name, bytes, 0, bytes.length);
            }
            return found;
        }
    }

    private byte[] bytes(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
