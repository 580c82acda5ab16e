package io.github.procession.ipc.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.serialization.DecodeException;
import io.github.procession.serialization.NotSendableException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classes of a user's named module that opens nothing to this library, compiled here and loaded into a layer. */
class NamedModulesTest {
    private static final String SOURCE = """
        package com.acme;
        import java.io.Serializable;
        import java.util.concurrent.Callable;
        public class Shop {
            public interface Task extends Callable<Object>, Serializable {}
            public record Item(String name, int price) {}
            record Secret(int number) implements Serializable {}
            public static class Plain { public int number = 5; }
            static class Kept implements Serializable { private final int number = 6 + hashCode() * 0; }
            public static Object lambda() { int n = 41; return (Task) () -> n + 1; }
            public static Object reference() { return (Task) Shop::answer; }
            public static Object capturing() { var list = new java.util.ArrayList<>(java.util.List.of(40, 2));
                return (Task) () -> (Integer) list.get(0) + (Integer) list.get(1); }
            static Object answer() { return 42; }
            public interface Function<A, B> extends Serializable { B apply(A argument); }
            private record Box(Object value) { @Override public String toString() { return "box of " + value; } }
            private static String text(Object value) { return "text " + value; }
            public static Object texts() { return (Function<String, String>) Shop::text; }
            public static Object numbers() { return (Function<Integer, String>) Shop::text; }
            public static Object textBoxes() { return (Function<String, Box>) Box::new; }
            public static Object numberBoxes() { return (Function<Integer, Box>) Box::new; }
            public static Object textNames() { return (Function<String, String>) Object::toString; }
            public static Object numberNames() { return (Function<Integer, String>) Object::toString; }
            public static String call(Object function, Object argument) {
                @SuppressWarnings("unchecked") var typed = (Function<Object, Object>) function;
                return typed.apply(argument).toString(); }
            public static Object item() { return new Item("bread", 3); }
            public static Object secret() { return new Secret(3); }
            public static Object plain() { return new Plain(); }
            public static Object kept() { return new Kept(); }
            public static Object failure() { return new IllegalStateException("x", new Sold(7)); }
            static class Sold extends Exception { final int count; Sold(int count) { this.count = count; } }
        }
        """;

    @TempDir
    private Path directory;

    private Class<?> shop;

    @BeforeEach
    void compileTheModule() throws Exception {
        loadModule("module com.acme { exports com.acme; }");
        assertTrue(Access.isClosed(shop));
    }

    private void loadModule(String declaration) throws Exception {
        Path classes = compile(declaration);
        Configuration configuration = ModuleLayer.boot()
                .configuration()
                .resolve(ModuleFinder.of(classes), ModuleFinder.of(), Set.of("com.acme"));
        ModuleLayer layer = ModuleLayer.boot()
                .defineModulesWithOneLoader(configuration, getClass().getClassLoader());
        use(layer.findLoader("com.acme"));
    }

    private void use(ClassLoader loader) throws ClassNotFoundException {
        shop = loader.loadClass("com.acme.Shop");
        Thread.currentThread().setContextClassLoader(loader);
    }

    private Path compile(String declaration) throws Exception {
        Path sources = Files.createDirectories(directory.resolve("source/com/acme"));
        Path descriptor = Files.writeString(directory.resolve("source/module-info.java"), declaration);
        Path source = Files.writeString(sources.resolve("Shop.java"), SOURCE);
        Path classes = directory.resolve("classes");
        int failed = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(System.out, System.err, "-d", classes.toString(), descriptor.toString(), source.toString());
        assertEquals(0, failed);
        return classes;
    }

    @AfterEach
    void restoreTheClassLoader() {
        Thread.currentThread().setContextClassLoader(getClass().getClassLoader());
    }

    private Object make(String method) throws ReflectiveOperationException {
        return shop.getMethod(method).invoke(null);
    }

    private Object copy(String method) throws ReflectiveOperationException {
        return copy(make(method));
    }

    private static Object copy(Object value) {
        try (Message message = Codec.encode(value)) {
            return Codec.decode(message.toByteArray());
        }
    }

    @Test
    void lambdasAndMethodReferencesTravel() throws Exception {
        for (String method : List.of("lambda", "reference", "capturing")) {
            assertEquals(42, ((Callable<?>) copy(method)).call(), method);
        }
    }

    private void assertReferencesOfSeveralTypesTravel() throws Exception {
        for (String each : List.of(
                "texts:a:text a",
                "numbers:5:text 5",
                "textBoxes:a:box of a",
                "numberBoxes:5:box of 5",
                "textNames:a:a",
                "numberNames:5:5")) {
            String[] parts = each.split(":");
            Object function = copy(parts[0]);
            Object argument = parts[0].startsWith("number") ? (Object) Integer.valueOf(parts[1]) : parts[1];
            assertEquals(parts[2], call(function, argument), each);
            assertEquals(parts[2], call(copy(function), argument), "sent on: " + each);
        }
    }

    private Object call(Object function, Object argument) throws ReflectiveOperationException {
        return shop.getMethod("call", Object.class, Object.class).invoke(null, function, argument);
    }

    @Test
    void referencesToOneMethodInSeveralTypesTravelFromAnOpenModule() throws Exception {
        loadModule("module com.acme { exports com.acme; opens com.acme; }");
        assertReferencesOfSeveralTypesTravel();
    }

    @Test
    void referencesToOneMethodInSeveralTypesTravelFromAnotherClassLoader() throws Exception {
        Path classes = compile("module com.acme { exports com.acme; }");
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            use(loader);
            assertReferencesOfSeveralTypesTravel();
        }
    }

    @Test
    void aSecondTypeOfAReferenceOfAClosedModuleIsRefusedWithTheLineToAdd() throws Exception {
        assertEquals("text a", call(copy("texts"), "a"));
        NotSendableException e = assertThrows(NotSendableException.class, () -> copy("numbers"));
        assertTrue(e.getMessage().contains("add 'opens com.acme;' to module com.acme"), e.getMessage());
    }

    @Test
    void publicRecordsAndSerializableClassesTravel() throws Exception {
        assertEquals(make("item"), copy("item"));
        assertEquals(make("kept").getClass(), copy("kept").getClass());
        Throwable failure = (Throwable) copy("failure");
        assertEquals("com.acme.Shop$Sold", failure.getCause().getClass().getName());
    }

    @Test
    void whatTheModuleHidesIsRefusedWithTheLineToAdd() {
        for (String method : List.of("plain", "secret")) {
            NotSendableException e = assertThrows(NotSendableException.class, () -> copy(method));
            assertTrue(e.getMessage().contains("opens com.acme;"), e.getMessage());
        }
    }

    @Test
    void withoutTheLoaderItIsFoundWhereItCameFrom() throws Exception {
        byte[] bytes;
        Object item = make("item");
        try (Message message = Codec.encode(item)) {
            bytes = message.toByteArray();
        }
        restoreTheClassLoader();
        assertEquals(item, Codec.decode(bytes));
    }

    @Test
    void theReceiverSaysWhichClassIsMissing() throws Exception {
        byte[] bytes;
        try (Message message = Codec.encode(make("item"))) {
            bytes = message.toByteArray();
        }
        restoreTheClassLoader();
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertTrue(text.contains("com.acme.Shop$Ite"), text);
        byte[] renamed = text.replace("com.acme.Shop$Ite", "com.acme.Shop$Ote").getBytes(StandardCharsets.ISO_8859_1);
        DecodeException e = assertThrows(DecodeException.class, () -> Codec.decode(renamed));
        assertTrue(e.getMessage().contains("com.acme.Shop$Ote"), e.getMessage());
        assertFalse(e.getCause() == null);
    }
}
