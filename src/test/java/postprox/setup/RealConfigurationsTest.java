package postprox.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static postprox.setup.Configurations.copy;
import static postprox.setup.Configurations.fronts;
import static postprox.setup.Configurations.planned;
import static postprox.setup.Configurations.request;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import postprox.postfix.Postfix;
import postprox.postfix.Service;
import postprox.setup.Request.Milters;
import postprox.setup.Request.Place;
import postprox.world.Tools;
import postprox.world.Workspace;

/** Configurations as real servers have them get a filter, and a real Postfix sees nothing else changed. */
class RealConfigurationsTest {
    @ParameterizedTest
    @MethodSource("postprox.setup.Configurations#names")
    void mailOfOthersIsFilteredBeforeTheQueueAndNothingElseChanges(String name) throws Exception {
        changesOnlyTheFronts(name, request(Place.BEFORE_QUEUE), "smtpd_proxy_filter");
    }

    @ParameterizedTest
    @MethodSource("postprox.setup.Configurations#names")
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

    /** The spawn entry has as many processes as the servers that ask it, or clients would wait for their greeting. */
    @ParameterizedTest
    @CsvSource({"debian,100", "chrooted,25", "postscreen,40", "submission,50"})
    void theFilterServesAsManyAsMayAsk(String name, int limit) throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Postfix now = planned(Postfix.in(copy(name, workspace)), request(Place.BEFORE_QUEUE));

            assertThat(now.processLimit(now.servicesOf("spawn").getLast())).isEqualTo(limit);
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
    void aSecondSetUpIsRefused() throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Path program = Files.createSymbolicLink(workspace.path("postprox"), Path.of("/bin/true"));
            Request request = request(Place.BEFORE_QUEUE, program.toString(), Optional.of(Milters.OFF));
            Postfix now = planned(Postfix.in(copy("postscreen", workspace)), request);

            assertThatThrownBy(() -> Setup.plan(now, request))
                    .hasMessageContainingAll("in place already", "postprox doctor", "--undo");
        }
    }

    /** postmulti(1) makes instances that open no port; a filter's ports would stay closed too. */
    @ParameterizedTest
    @CsvSource({"inet,127.0.0.1:%1$d/inet", "'!127.0.0.1:%1$d/inet, inet',127.0.0.1:%2$d/inet", "smtpd/pass,smtpd/pass"
    })
    void aPortThatPostfixDoesNotOpenIsSaidBeforeAnythingIsChanged(String disabled, String entry) throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Path directory = copy("postscreen", workspace);
            int port = Tools.freePort();
            Configurations.main(directory, "master_service_disable = " + disabled.formatted(port));
            Postfix postfix = Postfix.in(directory);

            assertThatThrownBy(() -> Setup.plan(postfix, request(Place.BEFORE_QUEUE, port)))
                    .isInstanceOf(SetupRefused.class)
                    .hasMessageContainingAll(
                            entry.formatted(port, port + 1),
                            "postconf -c " + directory + " -e 'master_service_disable ='");
        }
    }

    @Test
    void aServiceOfSystemdIsAskedAndPostfixStartsNone() throws Exception {
        for (Place place : Place.values()) {
            try (Workspace workspace = Workspace.create()) {
                Postfix was = Postfix.in(copy("postscreen", workspace));
                int port = Tools.freePort();
                Postfix now = planned(was, Configurations.service(place, port));

                String parameter = place == Place.BEFORE_QUEUE ? "smtpd_proxy_filter" : "content_filter";
                assertThat(now.servicesOf("spawn")).isEmpty();
                assertThat(now.value(fronts(now).getFirst(), parameter)).endsWith(":" + port);
                assertThat(now.servicesOf("smtpd").getLast().port()).hasValue(port + 1);
                assertThatThrownBy(() -> Setup.plan(now, Configurations.service(place, port)))
                        .hasMessageContaining("in place already");
            }
        }
    }

    /** A front that listens on one address of the machine alone is not reached at another one. */
    @ParameterizedTest
    @CsvSource({
        "all,127.0.0.1",
        "loopback-only,127.0.0.1",
        "192.0.2.7,192.0.2.7",
        "'192.0.2.7, localhost',127.0.0.1",
        "[2001:db8::1],2001:db8:0:0:0:0:0:1"
    })
    void theTestMessageGoesWhereTheFrontListens(String interfaces, String host) throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Postfix read = Postfix.in(copy("chrooted", workspace));
            Map<String, String> parameters = new LinkedHashMap<>(read.parameters());
            parameters.put("inet_interfaces", interfaces);
            Postfix postfix = new Postfix(read.directory(), parameters, read.isSet(), read.services(), read.warnings());

            assertThat(TestMessage.to(fronts(postfix).getFirst(), postfix, "postmaster")
                            .door()
                            .getHostString())
                    .isEqualTo(host);
        }
    }

    /** All parameters but the number of the process of postconf(1) itself. */
    private static Map<String, String> withoutProcess(Postfix postfix) {
        Map<String, String> parameters = new LinkedHashMap<>(postfix.parameters());
        String _ = parameters.remove("process_id");
        return parameters;
    }

    private static List<Service> unchanged(Postfix postfix) {
        List<Service> others = new ArrayList<>(postfix.services());
        others.removeAll(fronts(postfix));
        return others;
    }
}
