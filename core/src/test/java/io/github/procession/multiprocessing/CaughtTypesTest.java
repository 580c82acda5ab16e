package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.system.CaughtTypes;
import io.github.procession.support.CompiledClasses;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The list of what handlers catch, compared with the handlers that the compiler has made. */
class CaughtTypesTest {
    private static final Module BASE = Object.class.getModule();

    @Test
    void whatTheLibraryCatchesIsLookedUpInAdvance() throws Exception {
        Set<String> caught = new TreeSet<>();
        CompiledClasses.ofModuleOf(Session.class).forEach(model -> read(model, caught));
        CompiledClasses.ofModuleOf(Pool.class).forEach(model -> read(model, caught));
        assertTrue(caught.size() > 20, () -> "not all classes were read: " + caught);
        caught.removeAll(CaughtTypes.types().stream().map(Class::getName).collect(Collectors.toSet()));
        assertEquals(Set.of(), caught, "missing in CaughtTypes");
    }

    private static void read(ClassModel model, Set<String> caught) {
        model.methods()
                .forEach(method -> method.findAttribute(Attributes.code())
                        .ifPresent(code -> code.exceptionHandlers()
                                .forEach(handler -> handler.catchType().ifPresent(type -> {
                                    String name = type.asInternalName().replace('/', '.');
                                    if (BASE.getPackages().contains(name.substring(0, name.lastIndexOf('.')))) {
                                        caught.add(name);
                                    }
                                }))));
    }
}
