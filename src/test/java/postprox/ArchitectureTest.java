package postprox;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import postprox.net.Endpoint;
import postprox.posix.NativeCode;

/** The house's plan (docs/ARCHITECTURE.md): who may know whom. */
class ArchitectureTest {
    private static final String ROOT = "postprox";

    /**
     * Each package with those of ours that it may know. The root knows all, and nobody knows the root. Strangers compile against
     * filter.api, which knows the JDK alone.
     */
    private static final Map<String, Set<String>> MAY_KNOW = plan("""
            time           |
            text           |
            json           |
            journal        | json posix
            explain        |
            posix          |
            smtp           | text
            proxyprotocol  | smtp
            mail           | smtp text
            spool          | posix
            event          | mail smtp time
            log            | event mail smtp text time posix
            figures        | event mail smtp text time
            dns            | smtp text time
            net            | dns smtp text time posix
            control        | net posix time
            admin          | net time
            metrics        | event figures smtp
            filter         | event mail spool smtp text time
            filter.program | filter mail spool text posix
            filter.policy  | filter filter.service event mail net spool smtp text time
            filter.command | filter filter.program mail spool smtp text time posix
            filter.worker  | filter filter.policy filter.program event mail spool text time posix
            filter.service | filter event mail net spool smtp text time
            filter.http    | filter.service net text
            filter.virus   | filter smtp
            filter.hooks   | event filter filter.http filter.service mail net spool smtp text time posix
            filter.clamd   | filter filter.service filter.virus net spool text time posix
            filter.icap    | filter filter.http filter.service filter.virus mail net smtp spool text time
            filter.spamd   | filter filter.http filter.service mail net spool smtp text time
            filter.rspamd  | filter filter.service filter.http mail net spool smtp text time
            filter.milter  | filter filter.service mail net spool smtp text time
            filter.api     |
            filter.java    | event filter filter.api mail spool smtp text time posix
            quarantine     | mail spool smtp text time posix
            nexthop        | event net quarantine spool smtp text time
            session        | event nexthop net proxyprotocol filter quarantine mail spool smtp text time
            release        | event nexthop quarantine mail spool smtp text time posix
            resident       | event session filter net time posix
            postfix        |
            setup          | client postfix posix smtp text time
            doctor         | config filter filter.program net posix postfix setup smtp time
            trial          | event session filter filter.command filter.program quarantine mail spool smtp text time posix
            client         | smtp text time
            demo           | client event session nexthop net filter filter.command mail spool smtp text time log
            config         | admin session nexthop net dns quarantine filter filter.clamd filter.rspamd filter.command filter.icap
                           | filter.hooks filter.http filter.program filter.worker filter.milter filter.policy filter.spamd
                           | filter.virus spool smtp text time log posix
            run            | admin metrics config control figures mail resident event session nexthop net quarantine filter filter.clamd filter.rspamd
                           | filter.command filter.icap filter.hooks filter.http filter.service filter.java filter.milter
                           | filter.program filter.worker filter.policy filter.spamd filter.virus spool smtp text time log posix
            command        | run config control explain journal json time trial demo setup doctor postfix
                           | resident session net nexthop quarantine release smtp text time filter
                           | filter.command mail posix
            """);

    private static final String[] READS_OUTSIDE_BYTES =
            words("""
            smtp mail text event nexthop quarantine release session filter filter.command filter.clamd
            filter.rspamd filter.milter filter.hooks filter.program filter.policy filter.worker filter.service
            filter.http filter.icap filter.spamd filter.virus filter.java log net spool trial demo
            control figures json journal explain proxyprotocol dns
            """).stream().map(name -> ROOT + "." + name).toArray(String[]::new);

    private static final JavaClasses PROGRAM = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    private static Map<String, Set<String>> plan(String table) {
        Map<String, Set<String>> plan = new LinkedHashMap<>();
        String name = "";
        for (String line : table.lines().toList()) {
            int bar = line.indexOf('|');
            name = line.startsWith(" ") ? name : line.substring(0, bar).strip();
            plan.computeIfAbsent(name, _ -> new HashSet<>()).addAll(words(line.substring(bar + 1)));
        }
        return plan;
    }

    private static List<String> words(String text) {
        return Stream.of(text.split("\\s+")).filter(word -> !word.isEmpty()).toList();
    }

    @Test
    void planHasAllPackages() {
        assertThat(packages().stream()
                        .map(JavaPackage::getName)
                        .filter(name -> !name.equals(ROOT))
                        .map(name -> name.substring(ROOT.length() + 1))
                        .toList())
                .containsExactlyInAnyOrderElementsOf(MAY_KNOW.keySet());
    }

    private static Set<String> packageNames() {
        return MAY_KNOW.keySet();
    }

    @ParameterizedTest
    @MethodSource("packageNames")
    void packageKnowsOnlyThoseBelowIt(String name) {
        List<String> forbidden = new ArrayList<>(List.of(ROOT));
        MAY_KNOW.keySet().stream()
                .filter(other -> !other.equals(name)
                        && !MAY_KNOW.getOrDefault(name, Set.of()).contains(other))
                .forEach(other -> forbidden.add(ROOT + "." + other));
        noClasses()
                .that()
                .resideInAPackage(ROOT + "." + name)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden.toArray(String[]::new))
                .check(PROGRAM);
    }

    @Test
    void noPackagesKnowEachOther() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(PROGRAM);
    }

    /** A reader can begin at the bottom of a package. What a sealed type permits is no knowledge in this sense. */
    @Test
    void noClassesKnowEachOther() {
        slices().assignedFrom(new ByFile()).should().beFreeOfCycles().check(PROGRAM);
    }

    /** A class is counted together with those that are nested in it. */
    private static final class ByFile implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return type.getEnclosingClass()
                    .map(this::getIdentifierOf)
                    .orElseGet(() -> SliceIdentifier.of(type.getName()));
        }

        @Override
        public String getDescription() {
            return "source files";
        }
    }

    /** Sockets, threads and files are for those above: the language is where fuzzing and properties live. */
    @Test
    void languageKnowsNoSocketsNoThreadsAndNoFiles() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".smtp")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net..", "java.nio.file..", "java.nio.channels..", "java.util.concurrent..")
                .check(PROGRAM);
    }

    /**
     * What comes from outside is read by scanners that look at each byte a fixed number of times. A regular expression that
     * goes back and forth takes time by the square of what is sent, and a virtual thread at work holds up all others.
     */
    @Test
    void noRegularExpressionSeesWhatComesFromOutside() {
        noClasses()
                .that()
                .resideInAnyPackage(READS_OUTSIDE_BYTES)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.regex..")
                .orShould()
                .callMethodWhere(target(owner(type(String.class)))
                        .and(target(nameMatching("matches|replaceAll|replaceFirst|split(WithDelimiters)?"))))
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Scanner.class)
                .check(PROGRAM);
    }

    /** Java's spelling of an IPv6 address is not the one that log and replies have (RFC 5952). */
    @Test
    void onlyEndpointAsksJavaHowAnAddressIsWritten() {
        noClasses()
                .that()
                .areNotAssignableTo(Endpoint.class)
                .should()
                .callMethodWhere(target(owner(type(InetAddress.class))).and(target(nameMatching("getHostAddress"))))
                .check(PROGRAM);
    }

    @Test
    void onlyPosixCallsNativeCode() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".posix")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.foreign..")
                .check(PROGRAM);
    }

    /** Java initializes a class once. If memory or descriptors run out then, the class is of no use from there on. */
    @Test
    void everyClassThatCallsNativeCodeIsReadyBeforeAServiceBegins() {
        assertThat(PROGRAM.stream()
                        .filter(one -> one.getPackageName().equals(ROOT + ".posix")
                                && one.getFields().stream()
                                        .anyMatch(field -> field.getRawType().isEquivalentTo(MethodHandle.class)))
                        .map(JavaClass::getName))
                .hasSizeGreaterThan(10)
                .isSubsetOf(PROGRAM.get(NativeCode.class).getDirectDependenciesFromSelf().stream()
                        .map(dependency -> dependency.getTargetClass().getName())
                        .toList());
    }

    @Test
    void nobodyLooksIntoClasses() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.reflect..")
                .check(PROGRAM);
    }

    @Test
    void noStaticFieldCanChange() {
        fields().that().areStatic().should().beFinal().check(PROGRAM);
    }

    /** NullAway reads only packages that say so. */
    @Test
    void everyPackageIsNullMarked() {
        assertThat(packages().stream()
                        .filter(one -> !one.tryGetPackageInfo()
                                .map(info -> info.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
                                .orElse(false))
                        .map(JavaPackage::getName))
                .isEmpty();
    }

    private static List<JavaPackage> packages() {
        return PROGRAM.stream().map(type -> type.getPackage()).distinct().toList();
    }
}
