package postprox.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import postprox.postfix.Postfix;
import postprox.postfix.Service;
import postprox.setup.Request.Milters;
import postprox.setup.Request.Place;
import postprox.world.Tools;
import postprox.world.Workspace;

/** Configurations as real servers have them get a filter, and a real Postfix sees nothing else changed; undone, they are as before. */
class RealConfigurationsTest {
    private static final Path SOURCE = Path.of("src/test/resources/postfix");
    private static final Path DEBIAN = Path.of("/usr/share/postfix");

    private final List<String> report = new ArrayList<>();

    @BeforeAll
    static void postfixIsInstalled() {
        String _ = Tools.require("/usr/sbin/postfix", "postfix");
    }

    static Stream<String> names() throws IOException {
        try (Stream<Path> directories = Files.list(SOURCE)) {
            return Stream.concat(
                    Stream.of("debian"),
                    directories.map(directory -> String.valueOf(directory.getFileName())).sorted().toList().stream());
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void mailOfOthersIsFilteredBeforeTheQueueAndNothingElseChanges(String name) throws Exception {
        changesOnlyTheFronts(name, request(Place.BEFORE_QUEUE), "smtpd_proxy_filter");
    }

    @ParameterizedTest
    @MethodSource("names")
    void mailOfOthersIsFilteredAfterTheQueueAndNothingElseChanges(String name) throws Exception {
        changesOnlyTheFronts(name, request(Place.AFTER_QUEUE), "content_filter");
    }

    private void changesOnlyTheFronts(String name, Request request, String parameter) throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Postfix was = Postfix.in(copy(name, workspace));
            Postfix now = planned(was, request);
            Service spawn = now.servicesOf("spawn").getLast();

            assertThat(fronts(now))
                    .isNotEmpty()
                    .allSatisfy(front -> assertThat(now.value(front, parameter))
                            .endsWith(":" + spawn.port().getAsInt()));
            assertThat(now.services()).containsAll(unchanged(was));
            assertThat(withoutProcess(now)).containsAllEntriesOf(withoutProcess(was));
            assertThat(now.warnings()).isEqualTo(was.warnings());
        }
    }

    /** A file without an end of its last line, one with comments in and behind its entries, and Debian's own. */
    @ParameterizedTest
    @ValueSource(strings = {"unterminated", "submission", "debian"})
    void undoneAllIsAsItWas(String name) throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Path directory = copy(name, workspace);
            Path master = directory.resolve("master.cf");
            byte[] before = Files.readAllBytes(master);
            Files.setAttribute(master, "unix:mode", 0640);
            Files.setAttribute(master, "unix:gid", 33);
            FileTime time = FileTime.from(Instant.parse("2020-02-02T02:02:02Z"));
            Files.setLastModifiedTime(master, time);

            Setup.plan(Postfix.in(directory), request(Place.BEFORE_QUEUE))
                    .apply(workspace.path("state"), Optional.empty(), List.of(), false, report::add);

            assertThat(Postfix.in(directory).servicesOf("spawn")).hasSize(1);
            assertThat(Files.getAttribute(master, "unix:mode")).isEqualTo(0100640);
            assertThat(Files.getAttribute(master, "unix:gid")).isEqualTo(33);

            Setup.undo(Postfix.in(directory), workspace.path("state"), false, report::add);

            assertThat(Files.readAllBytes(master)).isEqualTo(before);
            assertThat(Files.getAttribute(master, "unix:mode")).isEqualTo(0100640);
            assertThat(Files.getAttribute(master, "unix:gid")).isEqualTo(33);
            assertThat(Files.getLastModifiedTime(master)).isEqualTo(time);
            assertThat(directory).isDirectoryNotContaining("glob:**.postprox");
        }
    }

    /** The spawn entry has as many processes as the servers that ask it, or clients would wait for their greeting. */
    @ParameterizedTest
    @CsvSource({"debian,100", "chrooted,25", "postscreen,40", "submission,50"})
    void theFilterServesAsManyAsMayAsk(String name, int limit) throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Postfix now = planned(Postfix.in(copy(name, workspace)), request(Place.BEFORE_QUEUE));

            assertThat(now.processLimit(now.servicesOf("spawn").getLast())).isEqualTo(limit);
        }
    }

    /** modoboa has amavis before the queue: postprox goes between, and amavis still sees all mail. */
    @Test
    void aFilterThatIsThereBeforeTheQueueIsAskedNext() throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Postfix now = planned(Postfix.in(copy("modoboa", workspace)), request(Place.BEFORE_QUEUE));

            assertThat(now.servicesOf("spawn").getLast().spawned().getLast()).isEqualTo("127.0.0.1:10024");
            assertThat(now.servicesOf("smtpd")).hasSize(3);
        }
    }

    /** amavis behind the queue still gets all mail, and always_bcc still sends one copy. */
    @Test
    void aContentFilterThatIsThereIsAskedNext() throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Postfix now = planned(Postfix.in(copy("amavis", workspace)), request(Place.AFTER_QUEUE));
            Service after = now.servicesOf("smtpd").getLast();

            assertThat(now.value(after, "content_filter")).isEqualTo("smtp-amavis:[127.0.0.1]:10024");
            assertThat(now.words(after, "receive_override_options")).contains("no_address_mappings", "no_milters");
        }
        try (Workspace workspace = Workspace.create()) {
            Postfix now = planned(Postfix.in(copy("amavis", workspace)), request(Place.BEFORE_QUEUE));
            Service after = now.servicesOf("smtpd").getLast();

            assertThat(now.value(after, "content_filter")).isEqualTo("smtp-amavis:[127.0.0.1]:10024");
            assertThat(now.words(after, "receive_override_options")).contains("no_address_mappings");
        }
    }

    /** A server that takes PROXY headers or IPv6 alone from the world must take neither for granted from postprox. */
    @Test
    void theServerBehindTheFilterHasNothingOfMainCfThatWouldTurnMailAway() throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Postfix now = planned(Postfix.in(copy("submission", workspace)), request(Place.BEFORE_QUEUE));
            Service after = now.servicesOf("smtpd").getLast();

            assertThat(after.host()).isEqualTo("::1");
            assertThat(now.value(after, "smtpd_upstream_proxy_protocol")).isEmpty();
            assertThat(now.value(after, "smtpd_client_event_limit_exceptions")).isEqualTo("[::1]/128");
            assertThat(now.words(after, "smtpd_authorized_xforward_hosts")).containsExactly("[::1]/128");
        }
    }

    @Test
    void aServerWithMiltersIsLeftAloneUntilItsAdministratorHasChosen() throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Postfix postfix = Postfix.in(copy("mailcow", workspace));
            Request undecided = request(Place.BEFORE_QUEUE, "/bin/true", Optional.empty());

            assertThatThrownBy(() -> Setup.plan(postfix, undecided))
                    .isInstanceOf(SetupRefused.class)
                    .hasMessageContainingAll("inet:rspamd:9900", "--after-queue", "--milters behind", "--milters off");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"# Ansible managed", "# This file is managed by Puppet. DO NOT EDIT."})
    void aFileThatAnotherProgramWritesIsLeftAlone(String mark) throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Path directory = copy("postscreen", workspace);
            Path master = directory.resolve("master.cf");
            Files.writeString(master, mark + "\n" + Files.readString(master));
            String before = Files.readString(master);
            Setup setup = Setup.plan(Postfix.in(directory), request(Place.BEFORE_QUEUE));

            assertThatThrownBy(
                            () -> setup.apply(workspace.path("state"), Optional.empty(), List.of(), false, report::add))
                    .isInstanceOf(SetupRefused.class)
                    .hasMessageContainingAll("written by another program", mark, "--diff", "--force");
            assertThat(master).hasContent(before);
        }
    }

    @Test
    void aSymbolicLinkStaysOneAndItsFileIsEdited() throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Path directory = copy("postscreen", workspace);
            Path master = directory.resolve("master.cf");
            Path real = Files.move(master, workspace.directory("elsewhere").resolve("real.cf"));
            Files.createSymbolicLink(master, real);
            String before = Files.readString(real);

            Setup setup = Setup.plan(Postfix.in(directory), request(Place.BEFORE_QUEUE));
            setup.apply(workspace.path("state"), Optional.empty(), List.of(), false, report::add);

            assertThat(Files.readSymbolicLink(master)).isEqualTo(real);
            assertThat(Files.readString(real)).contains("spawn");
            Setup.undo(Postfix.in(directory), workspace.path("state"), false, report::add);
            assertThat(Files.readSymbolicLink(master)).isEqualTo(real);
            assertThat(real).hasContent(before);
        }
    }

    @Test
    void whatSomebodyElseHasEditedSinceStays() throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Postfix now = applied("postscreen", request(Place.BEFORE_QUEUE), workspace);
            Path master = now.directory().resolve("master.cf");
            Files.writeString(
                    master,
                    "# a word of mine\n" + Files.readString(master)
                            + "policy unix - n n - 0 spawn\n  user=nobody argv=/x\n");

            Setup.undo(now, workspace.path("state"), false, report::add);

            assertThat(master)
                    .content()
                    .isEqualTo("# a word of mine\n" + Files.readString(SOURCE.resolve("postscreen/master.cf"))
                            + "policy unix - n n - 0 spawn\n  user=nobody argv=/x\n");
        }
    }

    @Test
    void linesOfTheSetUpThatSomebodyHasChangedAreNamedAndNothingIsTouched() throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Postfix now = applied("postscreen", request(Place.BEFORE_QUEUE), workspace);
            Path master = now.directory().resolve("master.cf");
            Files.writeString(
                    master,
                    Files.readString(master).replace("-o smtpd_error_sleep_time=0", "-o smtpd_error_sleep_time=1"));
            String edited = Files.readString(master);

            assertThatThrownBy(() -> Setup.undo(now, workspace.path("state"), false, report::add))
                    .isInstanceOf(SetupRefused.class)
                    .hasMessageContainingAll("-o smtpd_error_sleep_time=0", "--undo --force");
            assertThat(master).hasContent(edited);
        }
    }

    /** A set-up that was killed before it led mail to the new services has written half of its edit. */
    @Test
    void aSetUpThatWasKilledHalfWayIsUndone() throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Postfix now = applied("unterminated", request(Place.BEFORE_QUEUE), workspace);
            Path master = now.directory().resolve("master.cf");
            SavedSetup saved =
                    SavedSetup.latest(now.directory(), workspace.path("state")).orElseThrow();
            Files.writeString(master, saved.addedText());

            Setup.undo(now, workspace.path("state"), false, report::add);

            assertThat(Files.readAllBytes(master))
                    .isEqualTo(Files.readAllBytes(SOURCE.resolve("unterminated/master.cf")));
        }
    }

    /** Of several instances each has its own record, and one is undone without the other. */
    @Test
    void severalInstancesHaveSetUpsOfTheirOwn() throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Path first = copy("postscreen", workspace);
            Path second = copy("chrooted", workspace);
            for (Path each : List.of(first, second)) {
                Setup.plan(Postfix.in(each), request(Place.BEFORE_QUEUE))
                        .apply(workspace.path("state"), Optional.empty(), List.of(), false, report::add);
            }

            Setup.undo(Postfix.in(first), workspace.path("state"), false, report::add);

            assertThat(Postfix.in(first).servicesOf("spawn")).isEmpty();
            assertThat(Postfix.in(second).servicesOf("spawn")).hasSize(1);
            assertThatThrownBy(() -> Setup.undo(Postfix.in(first), workspace.path("state"), false, report::add))
                    .hasMessageContaining("there is no set-up of " + first);
        }
    }

    @Test
    void aSecondSetUpIsRefused() throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Path program = Files.createSymbolicLink(workspace.path("postprox"), Path.of("/bin/true"));
            Request request = request(Place.BEFORE_QUEUE, program.toString(), Optional.of(Milters.OFF));
            Postfix now = planned(Postfix.in(copy("postscreen", workspace)), request);

            assertThatThrownBy(() -> Setup.plan(now, request))
                    .hasMessageContainingAll("in place already", "postprox doctor", "--undo");
        }
    }

    private Postfix applied(String name, Request request, Workspace workspace) throws Exception {
        Path directory = copy(name, workspace);
        Setup.plan(Postfix.in(directory), request)
                .apply(workspace.path("state"), Optional.empty(), List.of(), false, report::add);
        return Postfix.in(directory);
    }

    /** What a real Postfix reads once the plan is carried out. */
    private static Postfix planned(Postfix postfix, Request request) throws Exception {
        Path master = postfix.directory().resolve("master.cf");
        Files.writeString(
                master, Planner.plan(postfix, Files.readString(master), request).complete());
        return Postfix.in(postfix.directory());
    }

    /** All parameters but the number of the process of postconf(1) itself. */
    private static Map<String, String> withoutProcess(Postfix postfix) {
        Map<String, String> parameters = new LinkedHashMap<>(postfix.parameters());
        String _ = parameters.remove("process_id");
        return parameters;
    }

    private static List<Service> fronts(Postfix postfix) {
        return postfix.servicesOf("smtpd").stream()
                .filter(service ->
                        service.type().equals("pass") || service.port().orElse(0) == 25)
                .toList();
    }

    private static List<Service> unchanged(Postfix postfix) {
        List<Service> others = new ArrayList<>(postfix.services());
        others.removeAll(fronts(postfix));
        return others;
    }

    /** A copy with a queue of its own, so that postfix(1) touches nothing of the machine's. */
    private static Path copy(String name, Workspace workspace) throws IOException {
        Path directory = workspace.directory(name);
        boolean isDebian = name.equals("debian");
        Path source = isDebian ? DEBIAN : SOURCE.resolve(name);
        Files.copy(source.resolve(isDebian ? "main.cf.debian" : "main.cf"), directory.resolve("main.cf"));
        Files.copy(source.resolve(isDebian ? "master.cf.dist" : "master.cf"), directory.resolve("master.cf"));
        Path data = workspace.directory(name + "-data");
        Tools.run("chown", "postfix", data.toString());
        Files.writeString(
                directory.resolve("main.cf"),
                "\nqueue_directory = " + workspace.directory(name + "-queue") + "\ndata_directory = " + data + "\n",
                StandardOpenOption.APPEND);
        return directory;
    }

    private static Request request(Place place) {
        return request(place, "/bin/true", Optional.of(Milters.OFF));
    }

    private static Request request(Place place, String program, Optional<Milters> milters) {
        Request.Proxy proxy = new Request.Proxy(List.of(program, "-c", "exit 0"), "exit 0", "");
        return new Request(proxy, "nobody", place, false, false, milters, List.of(), Optional.empty());
    }
}
