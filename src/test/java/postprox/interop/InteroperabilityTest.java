package postprox.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Each client with each next hop: the content arrives byte for byte, the envelope as it was said, one copy of each, and the
 * client says what became of it. {@code ./interop} sends larger messages than {@code ./test}, and writes the page.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InteroperabilityTest {
    private static final int MEGABYTES = Integer.getInteger("postprox.interop.megabytes", 3);
    private static final boolean WRITES_PAGE = Boolean.getBoolean("postprox.interop.write");

    private final Matrix matrix = Matrix.start();
    private final List<Check> checks = new ArrayList<>();

    @AfterAll
    void stopAll() {
        matrix.close();
    }

    @TestFactory
    @Order(1)
    Stream<DynamicTest> everyClientWithPostfixAndPostfixWithEveryNextHop() {
        return send(Combination::isWithPostfix);
    }

    @TestFactory
    @Order(2)
    @Tag("full")
    Stream<DynamicTest> everyOtherClientWithEveryOtherNextHop() {
        return send(combination -> !combination.isWithPostfix());
    }

    private Stream<DynamicTest> send(Predicate<Combination> which) {
        List<Check> sent = matrix.send(which, MEGABYTES);
        checks.addAll(sent);
        return sent.stream().map(check -> dynamicTest(check.title(), check::await));
    }

    @Test
    @Order(3)
    void thePageSaysSo() {
        checks.forEach(Check::await);
        Page page = Page.of(matrix.clients(), matrix.hops(), MEGABYTES);
        if (WRITES_PAGE) {
            page.write();
        }
        assertThat(Page.writtenTable())
                .as("the table in docs/dev/testing.md; ./interop writes it")
                .isEqualTo(page.table());
    }
}
