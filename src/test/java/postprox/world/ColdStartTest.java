package postprox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Which classes a process begins with, and where they come from: the AOT cache of this jar and of no other. What a client waits for
 * when its session has to start a JVM is held by the number of classes, not by a clock, which says more of the machine than of us.
 */
@Timeout(value = 240, threadMode = SEPARATE_THREAD)
class ColdStartTest {
    /**
     * A start loads what the cache has, and the cache what a session and two services need. That was 2,470 classes; a JVM that does
     * nothing loads 540. The rest is for a new JDK of this release.
     */
    private static final int LOADED = 2_480;

    /** The classes that began were 686, half of them before it comes to ours. */
    private static final int BEGUN = 720;

    /** The JVM keeps its own events out of every cache. */
    private static final Set<String> IN_NO_CACHE = Set.of(
            "jdk.internal.event.Event", "jdk.internal.event.SocketReadEvent", "jdk.internal.event.SocketWriteEvent");

    /** Of our commands, what serves, and what records the cache, which is so in it. */
    private static final Pattern SERVES =
            Pattern.compile("postprox\\.command\\.(Command|Commands|MisplacedWord|Rehearse|Serve)(\\$.*)?");

    /** What no session needs: beginnings of names. */
    private static final List<String> NOT_LOADED = List.of(
            "postprox.demo.",
            "postprox.trial.",
            "postprox.config.ConfigFile",
            "postprox.config.Nearest",
            "postprox.control.",
            "postprox.explain.",
            "postprox.figures.",
            "postprox.journal.",
            "postprox.json.",
            "com.github.difflib.",
            "com.sun.net.httpserver.",
            "java.net.http.",
            "java.util.logging.",
            "jdk.internal.net.http.",
            "org.jline.",
            "sun.net.httpserver.",
            "tools.jackson.");

    /** What a session needs when its greeting is out, or a service, so that it is in the cache: beginnings of names. */
    private static final List<String> NOT_BEGUN = List.of(
            // Makes classes while the client waits: for switches over types, for equals() and hashCode() of records.
            "java.lang.classfile.",
            "java.lang.runtime.",
            "jdk.internal.classfile.",
            // Makes tables of numbers, of which it needs none.
            "java.math.BigDecimal",
            // Reads java.security.
            "java.security.Security",
            // Opens all jars and modules.
            "java.util.ServiceLoader",
            "jdk.internal.jimage.",
            // Starts a pool of threads.
            "java.lang.ProcessHandleImpl",
            "java.lang.foreign.",
            "java.time.format.",
            "java.util.Formatter",
            "java.util.regex.",
            "java.util.stream.",
            "jdk.internal.foreign.",
            "postprox.posix.Libc",
            "postprox.resident.",
            "postprox.run.ListenMode",
            "postprox.run.Reload");

    private final Workspace workspace = Workspace.create();
    private final Installation installation = Installation.in(workspace, "postprox");
    private final Path spool = workspace.openDirectory("spool");
    private final MailSink sink = MailSink.start();

    @AfterEach
    void cleanUp() {
        sink.close();
        workspace.close();
    }

    @Test
    void aStartNeedsNoClassThatTheCacheLacksAndUsesTheCacheOfItsOwnJarAlone() {
        String jar = String.valueOf(installation.jar().getFileName());
        assertThat(installation.built()).contains(jar, jar.replace(".jar", ".aot"));
        for (Standing standing : List.of(Standing.ALONE_ON_PIPES, Standing.ALONE_ON_ONE_SOCKET)) {
            assertThat(classesOfASession(standing)).as(standing.name()).allMatch(ColdStartTest::isFromTheCache);
        }
        assertThat(classesOfAService()).allMatch(ColdStartTest::isFromTheCache);
        assertThat(workspace.read("classes-service"))
                .as("a log that nobody asked for")
                .doesNotContain("jackson");

        Installation changed =
                installation.withOtherWords("postprox/config/Settings.class", "the mail server's", "the MAIL server's");
        assertThat(Tools.attempt(List.of(changed.launcher().toString())).said())
                .as("a jar that Maven alone has made")
                .contains("the MAIL server's");

        Installation _ = changed.putInPlace();
        String next = String.valueOf(installation.jar().getFileName());
        assertThat(Tools.attempt(List.of(changed.launcher().toString())).said())
                .as("the same with a cache of its own")
                .contains("the MAIL server's");
        assertThat(next).isNotEqualTo(jar);
        assertThat(installation.built())
                .as("a start may just have read the name of the one before")
                .contains(jar, next)
                .doesNotContain("postprox.jar");
    }

    @Test
    void aFirstReplyWaitsForNoClassThatItCanDoWithout() {
        List<String> load = new ArrayList<>();
        List<String> begun = new ArrayList<>();
        Launch launch = watched("load", "-c", "true", "--log", "syslog:/nonexistent/log")
                .jvm(watching("load") + " -Xlog:class+init=info:file=" + workspace.path("begun"));
        try (Program program = Standing.ALONE_ON_PIPES.start(launch)) {
            assertThat(program.client().reply()).startsWith("220");
            load.addAll(workspace.read("load").lines().toList());
            begun.addAll(found("Initializing '([^']+)'", workspace.read("begun")));
            assertThat(program.client().say("QUIT")).startsWith("221");
        }
        List<String> loaded = found("] (\\S+) source: ", String.join("\n", load));
        begun.replaceAll(name -> name.replace('/', '.'));

        assertThat(load.stream().filter(line -> !line.contains("source: shared objects file") && !isInNoCache(line)))
                .as("from elsewhere than the cache")
                .isEmpty();
        assertThat(loaded.stream()
                        .filter(name -> beginsWithOneOf(NOT_LOADED, name)
                                || name.startsWith("postprox.command.")
                                        && !SERVES.matcher(name).matches()))
                .as("loaded, and needed by no session")
                .isEmpty();
        assertThat(begun.stream().filter(name -> beginsWithOneOf(NOT_BEGUN, name)))
                .as("begun before anybody needs it")
                .isEmpty();
        assertWithin(LOADED, loaded);
        assertWithin(BEGUN, begun);
    }

    private static boolean isInNoCache(String line) {
        return IN_NO_CACHE.stream().anyMatch(name -> line.contains(" " + name + " "));
    }

    private static boolean beginsWithOneOf(List<String> beginnings, String name) {
        return beginnings.stream().anyMatch(name::startsWith);
    }

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    private static void assertWithin(int budget, List<String> names) {
        assertThat(names).as("classes").hasSizeGreaterThan(budget / 2);
        Map<String, Long> packages = names.stream()
                .collect(Collectors.groupingBy(
                        name -> name.replaceFirst("\\.[^.]*$", ""), TreeMap::new, Collectors.counting()));
        assertThat(names.stream().skip(budget))
                .as("beyond %d classes; those of each package are %s", budget, packages)
                .isEmpty();
    }

    private List<String> classesOfASession(Standing standing) {
        String log = "classes-" + standing;
        Launch launch = watched(log, "-c", "true", "--log", "syslog:/nonexistent/log");
        try (Program program = standing.start(launch)) {
            assertThat(program.client().reply()).startsWith("220");
            assertThat(program.client().send("a@example.org", "b@example.com", "Subject: hello\r\n\r\n"))
                    .startsWith("250");
            assertThat(program.client().say("QUIT")).startsWith("221");
            assertThat(program.awaitExit()).isZero();
        }
        return ours(log);
    }

    /** On a machine with a terabyte of memory, a quarter of which would be a heap that no cache fits to. */
    private List<String> classesOfAService() {
        int port = Tools.freePort();
        // The control socket of a service without a client is made after a moment, of classes that the cache leaves out
        // by choice.
        Launch launch = watched("classes-service", "-l", Integer.toString(port), "--foreground", "--log", "stderr")
                .with("--control", "none");
        try (Program program =
                launch.jvm(watching("classes-service") + " -XX:MaxRAM=1t").onPipes()) {
            program.errors().await("listening on");
            program.terminate();
            assertThat(program.awaitExit()).isZero();
        }
        return ours("classes-service").stream()
                // Where the log goes is the test's choice.
                .filter(line -> !line.contains("postprox.config.LogTarget$StandardError"))
                .toList();
    }

    private Launch watched(String log, String... arguments) {
        return Launch.of(installation, sink.place(), "-d", spool.toString())
                .with(arguments)
                .jvm(watching(log));
    }

    private String watching(String log) {
        return "-Xlog:class+load:file=" + workspace.path(log);
    }

    /** The lines about classes of ours that have a file; what the JVM makes of them while it runs has none. */
    private List<String> ours(String log) {
        List<String> lines = workspace
                .read(log)
                .lines()
                .filter(line -> line.contains(" postprox.") && !line.contains("source: postprox."))
                .toList();
        assertThat(lines).as("classes of ours").hasSizeGreaterThan(50);
        return lines;
    }

    private static boolean isFromTheCache(String line) {
        return line.contains("source: shared objects file")
                && !line.contains(" postprox.demo.")
                && !line.contains(" postprox.trial.");
    }
}
