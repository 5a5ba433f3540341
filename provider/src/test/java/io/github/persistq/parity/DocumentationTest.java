package io.github.persistq.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.persistq.PersistentQueue;
import io.github.persistq.QueueStore;
import io.github.persistq.Serializers;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compiles and runs the Java blocks of {@code docs/persist-queue.md}, and those of the README that use the native API. */
@Timeout(60)
class DocumentationTest {
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private static final String FRAME = """
            import io.github.persistq.*;
            import java.nio.file.Path;
            import java.time.*;
            import java.util.*;
            import java.util.concurrent.*;

            public class Block {
                static void check(boolean holds) {
                    if (!holds) throw new AssertionError("a check of the block does not hold");
                }
                public static void run(QueueStore store, PersistentQueue<String> queue, Path directory) throws Exception {
                    %s
                }
            }
            """;

    @TempDir
    Path directory;

    static List<String> blocks() throws IOException {
        List<String> blocks = new ArrayList<>(blocks(Path.of("..", "docs", "persist-queue.md")));
        blocks(Path.of("..", "README.md")).stream()
                .filter(block -> block.contains("QueueStore"))
                .forEach(blocks::add);
        return blocks;
    }

    private static List<String> blocks(Path file) throws IOException {
        return BLOCK.matcher(Files.readString(file))
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void eachBlockRuns(String block) throws Exception {
        boolean whole = block.contains("public class ");
        String name = whole ? block.replaceAll("(?s).*public class (\\w+).*", "$1") : "Block";
        compile(name, whole ? block : FRAME.formatted(block));

        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
            Class<?> program = loader.loadClass(name);
            if (whole) {
                program.getMethod("main", String[].class).invoke(null, (Object) new String[0]);
            } else {
                run(program);
            }
        } catch (InvocationTargetException e) {
            throw new AssertionError("The block fails: " + block, e.getCause());
        }
    }

    private void compile(String name, String source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter errors = new StringWriter();
        SimpleJavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), SimpleJavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreErrors) {
                        return source;
                    }
                };
        List<String> options =
                List.of("-d", directory.toString(), "-proc:none", "-cp", System.getProperty("java.class.path"));

        boolean compiled = compiler.getTask(errors, null, null, options, null, List.of(file))
                .call();

        assertThat(compiled).as(errors + "\n" + source).isTrue();
    }

    private void run(Class<?> program) throws ReflectiveOperationException {
        try (QueueStore store = QueueStore.open("persistq:file:" + directory.resolve("store"))) {
            PersistentQueue<String> queue = store.queue("orders", Serializers.utf8());
            queue.putAll(List.of("a", "b", "c"));
            program.getMethod("run", QueueStore.class, PersistentQueue.class, Path.class)
                    .invoke(null, store, queue, directory);
        }
    }
}
