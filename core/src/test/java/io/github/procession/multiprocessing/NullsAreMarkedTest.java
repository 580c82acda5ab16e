package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Session;
import io.github.procession.support.CompiledClasses;
import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeAnnotation.TargetType;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A method that returns a null which stands in its code says so in its type, as its package promises. */
class NullsAreMarkedTest {
    @Test
    void aMethodThatReturnsNullIsMarked() throws Exception {
        assertEquals(List.of(), unmarked(Session.class));
        assertEquals(List.of(), unmarked(Pool.class));
    }

    @Test
    void eachPackageOfAPublishedModulePromisesIt() throws Exception {
        Path root = Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();
        List<Path> unmarked = new ArrayList<>();
        int packages = 0;
        for (String module : List.of("ipc", "core", "cluster", "tools")) {
            Path sources = root.resolve(module).resolve("src/main/java");
            try (var folders = Files.walk(sources)) {
                for (Path folder : folders.filter(Files::isDirectory).toList()) {
                    if (!folder.equals(sources) && hasClasses(folder)) {
                        packages++;
                        Path info = folder.resolve("package-info.java");
                        if (!Files.exists(info) || !Files.readString(info).contains("@NullMarked\npackage ")) {
                            unmarked.add(folder);
                        }
                    }
                }
            }
        }
        assertEquals(List.of(), unmarked);
        assertTrue(packages > 10, "only " + packages + " packages");
    }

    private static boolean hasClasses(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".java"));
        }
    }

    @Test
    void anUnmarkedMethodIsFound() throws Exception {
        List<String> unmarked = unmarked(NullsAreMarkedTest.class);
        assertTrue(unmarked.contains(name("unmarkedNull")), unmarked.toString());
        assertTrue(!unmarked.contains(name("markedNull")), unmarked.toString());
    }

    static String unmarkedNull() {
        return null;
    }

    static @Nullable String markedNull() {
        return null;
    }

    private static String name(String method) {
        return NullsAreMarkedTest.class.getName().replace('.', '/') + "." + method;
    }

    private static List<String> unmarked(Class<?> oneOfThem) throws Exception {
        List<String> unmarked = new ArrayList<>();
        for (ClassModel model : CompiledClasses.ofModuleOf(oneOfThem)) {
            for (MethodModel method : model.methods()) {
                if (!method.flags().has(AccessFlag.SYNTHETIC) && returnsNull(method) && !isMarked(method)) {
                    unmarked.add(model.thisClass().asInternalName() + "."
                            + method.methodName().stringValue());
                }
            }
        }
        return unmarked;
    }

    private static boolean returnsNull(MethodModel method) {
        if (method.code().isEmpty()) {
            return false;
        }
        Opcode last = Opcode.NOP;
        for (CodeElement element : method.code().get()) {
            if (element instanceof Instruction instruction) {
                if (instruction.opcode() == Opcode.ARETURN && last == Opcode.ACONST_NULL) {
                    return true;
                }
                last = instruction.opcode();
            }
        }
        return false;
    }

    private static boolean isMarked(MethodModel method) {
        return method.findAttribute(Attributes.runtimeVisibleTypeAnnotations())
                .map(found -> found.annotations().stream()
                        .anyMatch(each -> each.targetInfo().targetType() == TargetType.METHOD_RETURN
                                && each.annotation().className().equalsString("Lorg/jspecify/annotations/Nullable;")))
                .orElse(false);
    }
}
