package postprox.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Each client with each next hop: the content arrives byte for byte, the envelope as it was said, one copy of each, and the
 * client says what became of it. {@code ./interop} sends larger messages than {@code ./test}, and writes the page.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InteroperabilityTest {
    private static final int MEGABYTES = Integer.getInteger("postprox.interop.megabytes", 3);
    private static final boolean WRITES_PAGE = Boolean.getBoolean("postprox.interop.write");

    private final Matrix matrix = Matrix.start();

    @AfterAll
    void stopAll() {
        matrix.close();
    }

    @TestFactory
    Stream<DynamicTest> everyClientWithEveryNextHop() {
        List<Check> checks = matrix.sendAll(MEGABYTES);
        DynamicTest page = dynamicTest("docs/TESTING.md says so", () -> {
            checks.forEach(Check::await);
            compareWithPage();
        });
        return Stream.concat(checks.stream().map(check -> dynamicTest(check.title(), check::await)), Stream.of(page));
    }

    private void compareWithPage() {
        Page page = Page.of(matrix.clients(), matrix.hops(), MEGABYTES);
        if (WRITES_PAGE) {
            page.write();
        }
        assertThat(Page.writtenTable())
                .as("the table in docs/TESTING.md; ./interop writes it")
                .isEqualTo(page.table());
    }
}
