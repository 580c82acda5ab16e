package io.github.procession.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.procession.support.JarFiles;
import io.github.procession.support.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arguments go by name although the class file has no names, or only those of local variables. */
class SourceLauncherKwargsTest {
    private static final String MAIN = """
        package shop;

        import io.github.procession.function.Action2;
        import io.github.procession.threading.Thread;
        import java.util.Map;
        import shop.more.Other;

        class Main {
            record Item(String name, long price) {
                Item { IO.println("item " + name + price); }
            }

            static void pay(String who, int amount) { IO.println(who + amount); }
            static void pay(Integer amount, int who) { IO.println("number " + who + amount); }

            void main() throws Exception {
                int captured = 7;
                Action2<String, Integer> byName = Main::pay;
                Action2<Integer, Integer> byNumber = Main::pay;
                Action2<String, Long> item = Item::new;
                Action2<Other, Integer> ofAnInterface = Other::sell;
                run(Thread.target(byName).kwargs(Map.of("amount", 1, "who", "a")).build());
                run(Thread.target(byNumber).kwargs(Map.of("amount", 1, "who", 2)).build());
                run(Thread.target(item).kwargs(Map.of("price", 3L, "name", "b")).build());
                run(Thread.target((Integer x, String y) -> IO.println(y + x + captured))
                        .kwargs(Map.of("y", "lambda", "x", 4)).build());
                run(Thread.target(Other::buy).kwargs(Map.of("count", 5)).build());
                if (SOURCE) {
                    run(Thread.target(ofAnInterface).args((Other) IO::println).kwargs(Map.of("count", 6)).build());
                }
                try {
                    Thread.target(item).kwargs(Map.of("prize", 3L)).build();
                } catch (IllegalArgumentException e) {
                    IO.println(e.getMessage());
                }
            }

            static void run(Thread thread) throws Exception {
                thread.start();
                thread.join();
            }
        }
        """;

    private static final String OTHER = """
        package shop.more;

        public interface Other {
            void sell(Integer count);
            static void buy(int count) { IO.println("buy " + count); }
        }
        """;

    private static final String PRINTED = """
        a1
        number 21
        item b3
        lambda47
        buy 5
        6
        new Item(String name, long price) has no parameter named "prize"
        """;

    @TempDir
    private Path folder;

    private Path write(String source) throws Exception {
        Path sources = Files.createDirectories(folder.resolve("src/shop/more")).getParent();
        Files.writeString(sources.resolve("more/Other.java"), OTHER);
        return Files.writeString(sources.resolve("Main.java"), MAIN.replace("SOURCE", source));
    }

    private static String library() {
        return JarFiles.path(JarFiles.library());
    }

    @Test
    void ofAProgramThatTheSourceLauncherRuns() throws Exception {
        assertEquals(
                PRINTED,
                new Tools(folder)
                        .run("java", List.of("-cp", library(), write("true").toString())));
    }

    @Test
    void ofClassesWithLocalVariables() throws Exception {
        Path classes = folder.resolve("classes");
        Path main = write("false");
        new Tools(folder)
                .run(
                        "javac",
                        List.of("-g", "-cp", library(), "-sourcepath", folder + "/src", "-d", "" + classes, "" + main));
        assertEquals(
                PRINTED.replace("6\n", ""),
                new Tools(folder).run("java", List.of("-cp", library() + ":" + classes, "shop.Main")));
    }
}
