package postprox.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static postprox.setup.Configurations.copy;
import static postprox.setup.Configurations.fronts;
import static postprox.setup.Configurations.planned;
import static postprox.setup.Configurations.request;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import postprox.postfix.Postfix;
import postprox.postfix.Service;
import postprox.setup.Request.Milters;
import postprox.setup.Request.Place;
import postprox.world.Workspace;

/** Filters and milters that a server has already stay in the way of its mail. */
class ExistingFiltersTest {
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

    /** postprox reads an address of IPv6 only in brackets. */
    @Test
    void aFilterAtAnAddressOfIpv6IsAskedNext() throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Path directory = copy("modoboa", workspace);
            Configurations.master(directory, "inet:[127.0.0.1]:10024", "inet:[::1]:10024");
            Postfix now = planned(Postfix.in(directory), request(Place.BEFORE_QUEUE));

            assertThat(now.servicesOf("spawn").getLast().spawned().getLast()).isEqualTo("[::1]:10024");
        }
    }

    /** They have seen no content before, since a filter stood behind them already; what they look at is still there. */
    @Test
    void miltersInFrontOfAFilterThatIsThereGoOn() throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Path directory = copy("modoboa", workspace);
            Configurations.main(directory, "smtpd_milters = inet:127.0.0.1:2525");
            Postfix now = planned(Postfix.in(directory), request(Place.BEFORE_QUEUE, "/bin/true", Optional.empty()));

            assertThat(now.value(fronts(now).getFirst(), "smtpd_milters")).isEqualTo("inet:127.0.0.1:2525");
        }
    }

    /** Milters that only the front's own line names, two of them with a blank between. */
    @Test
    void miltersOfTheFrontAloneAreAskedBehindTheFilter() throws Exception {
        try (Workspace workspace = Workspace.create()) {
            Path directory = copy("postscreen", workspace);
            Configurations.master(
                    directory, "-o smtpd_sasl_auth_enable=no", "-o { smtpd_milters = inet:h:1 inet:h:2 }");
            Postfix now = planned(
                    Postfix.in(directory), request(Place.BEFORE_QUEUE, "/bin/true", Optional.of(Milters.BEHIND)));

            assertThat(now.words(now.servicesOf("smtpd").getLast(), "smtpd_milters"))
                    .containsExactly("inet:h:1", "inet:h:2");
            assertThat(now.value(fronts(now).getFirst(), "smtpd_milters")).isEmpty();
        }
    }
}
