package postprox.filter.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What strangers have compiled against stays. Whoever adds to it adds a line to the list; no line of the list changes or goes. */
class SignaturesTest {
    private static final Path CLASSES = Path.of("target/classes");
    private static final Path LIST = Path.of("src/test/resources/postprox/filter/api/signatures.txt");

    @Test
    void thePublishedInterfaceIsTheApprovedOne() throws Exception {
        assertThat(signatures()).isEqualTo(Files.readString(LIST, StandardCharsets.UTF_8));
    }

    private static String signatures() throws IOException, ClassNotFoundException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(CLASSES.resolve("postprox/filter/api"))) {
            for (Path file : files.sorted().toList()) {
                String name =
                        CLASSES.relativize(file).toString().replace('/', '.').replace(".class", "");
                Class<?> type = Class.forName(name);
                if (Modifier.isPublic(type.getModifiers())) {
                    lines.add(type.toGenericString() + parents(type));
                    members(type).sorted().map(member -> "    " + member).forEach(lines::add);
                }
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private static String parents(Class<?> type) {
        String parents = Arrays.stream(type.getGenericInterfaces())
                .map(java.lang.reflect.Type::getTypeName)
                .collect(Collectors.joining(", "));
        return parents.isEmpty() ? "" : " : " + parents;
    }

    private static Stream<String> members(Class<?> type) {
        return Stream.of(
                        Arrays.stream(type.getDeclaredFields())
                                .filter(field -> isPublic(field.getModifiers()))
                                .map(Field::toGenericString),
                        Arrays.stream(type.getDeclaredConstructors())
                                .filter(made -> isPublic(made.getModifiers()))
                                .map(Constructor::toGenericString),
                        Arrays.stream(type.getDeclaredMethods())
                                .filter(method -> isPublic(method.getModifiers()))
                                .map(Method::toGenericString))
                .flatMap(one -> one);
    }

    private static boolean isPublic(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }
}
