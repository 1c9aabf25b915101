package postprox.setup;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import postprox.postfix.Postfix;
import postprox.postfix.Service;

/**
 * The entries that a set-up adds to master.cf, and the options that they have. docs/POSTFIX.md has the reason for each; the README of
 * Postfix's before-queue filters (SMTPD_PROXY_README) has most of them.
 *
 * @param loopback the address of this machine that Postfix can use: {@code 127.0.0.1} or {@code [::1]}
 * @param networks the networks of that address
 */
public record Entries(String loopback, String networks) {
    public static final Entries IPV4 = new Entries("127.0.0.1", "127.0.0.0/8");
    private static final Entries IPV6 = new Entries("[::1]", "[::1]/128");

    /** spawn(8) ends a session after 1000 seconds. A large message over a slow line takes longer: --data-timeout is 3600. */
    private static final String TIME_LIMIT = "command_time_limit=3700s";

    /** Checks that the server in front has made already, each with the value that switches it off. */
    private static final List<String> SWITCHED_OFF = List.of(
            "smtpd_client_restrictions=",
            "smtpd_helo_restrictions=",
            "smtpd_sender_restrictions=",
            "smtpd_relay_restrictions=permit_mynetworks,reject",
            "smtpd_recipient_restrictions=permit_mynetworks,reject",
            "smtpd_data_restrictions=",
            "smtpd_end_of_data_restrictions=",
            "smtpd_junk_command_limit=100000",
            "smtpd_soft_error_limit=10000",
            "smtpd_error_sleep_time=0",
            "smtpd_tls_security_level=none");

    /** Parameters that few servers set in main.cf, and that would turn mail of the filter away if the server behind it had them. */
    private static final Map<String, String> RARE = Map.of(
            "smtpd_upstream_proxy_protocol", "",
            "smtpd_command_filter", "",
            "smtpd_tls_wrappermode", "no",
            "smtpd_client_event_limit_exceptions", "$mynetworks",
            "smtpd_reject_unlisted_sender", "no",
            "smtpd_sender_login_maps", "",
            "smtpd_sasl_auth_enable", "no");

    private static final String MILTERS = "smtpd_milters";

    /** The name of the transport that takes mail from the queue. */
    static final String TRANSPORT = "postprox";

    private static final String OVERRIDES = "receive_override_options";

    /** What the server in front would have done with the queue, and now the server behind the filter does. */
    static final List<String> OF_THE_QUEUE = List.of("content_filter", "cleanup_service_name", OVERRIDES);

    /** The entries for what Postfix can use. */
    static Entries in(Postfix postfix) {
        return postfix.parameter("inet_protocols").equals("ipv6") ? IPV6 : IPV4;
    }

    /** The loopback address without brackets. */
    String host() {
        return loopback.startsWith("[") ? loopback.substring(1, loopback.length() - 1) : loopback;
    }

    /** A port of the loopback address. */
    String at(int port) {
        return loopback + ":" + port;
    }

    /** The entry by which spawn(8) starts the proxy. */
    List<String> spawn(int port, int limit, String user, String argv) {
        return List.of(
                at(port) + " inet n n n - " + limit + " spawn",
                "    -o " + TIME_LIMIT,
                "    user=" + user + " argv=" + argv);
    }

    /** The transport that takes mail from the queue to the proxy. */
    static List<String> transport(int limit) {
        return List.of(
                TRANSPORT + " unix - - n - " + limit + " smtp",
                "    -o smtp_send_xforward_command=yes",
                "    -o smtp_tls_security_level=none",
                "    -o smtp_generic_maps=");
    }

    /** Whether a text of master.cf has that transport. */
    static boolean hasTransport(String master) {
        return master.lines().anyMatch(line -> line.startsWith(TRANSPORT + " unix "));
    }

    /** The server behind a filter that stands before the queue. It also does what the front would have done with the queue. */
    List<String> afterFilter(int port, Postfix postfix, Service front, Optional<Request.Milters> milters) {
        List<String> options = new ArrayList<>(common(postfix));
        options.add("smtpd_proxy_filter=");
        if (milters.isEmpty() || milters.get() == Request.Milters.OFF) {
            options.add(MILTERS + "=");
        } else if (front.options().containsKey(MILTERS)) {
            options.add(MILTERS + "=" + front.options().get(MILTERS));
        }
        for (String name : OF_THE_QUEUE) {
            if (front.options().containsKey(name) && !name.equals(OVERRIDES)) {
                options.add(name + "=" + front.options().get(name));
            }
        }
        Set<String> overrides = new LinkedHashSet<>(List.of("no_unknown_recipient_checks"));
        overrides.addAll(postfix.words(front, OVERRIDES));
        options.add(OVERRIDES + "=" + String.join(",", overrides));
        return entry(port, options);
    }

    /**
     * The server behind a filter that stands behind the queue.
     *
     * @param next the content filter that mail went to so far; empty if there was none
     */
    List<String> afterQueue(int port, Postfix postfix, String next) {
        List<String> options = new ArrayList<>(common(postfix));
        options.add("content_filter=" + next);
        options.add("smtpd_proxy_filter=");
        Set<String> overrides =
                new LinkedHashSet<>(List.of("no_unknown_recipient_checks", "no_header_body_checks", "no_milters"));
        if (!next.isEmpty()) {
            overrides.add("no_address_mappings");
        }
        options.add(OVERRIDES + "=" + String.join(",", overrides));
        return entry(port, options);
    }

    private List<String> common(Postfix postfix) {
        List<String> options = new ArrayList<>();
        options.add("smtpd_authorized_xforward_hosts=" + networks);
        options.add("mynetworks=" + networks);
        options.addAll(SWITCHED_OFF);
        RARE.entrySet().stream()
                .filter(rare -> postfix.isSet().contains(rare.getKey()))
                .map(rare -> rare.getKey() + "=" + rare.getValue())
                .sorted()
                .forEach(options::add);
        return options;
    }

    private List<String> entry(int port, List<String> options) {
        List<String> lines = new ArrayList<>();
        lines.add(at(port) + " inet n - n - - smtpd");
        for (String option : options) {
            lines.add("    -o " + inBraces(option));
        }
        return lines;
    }

    /** Braces hold an option with blanks together (master(5)). */
    private static String inBraces(String option) {
        return option.contains(" ") || option.contains("\t") ? "{ " + option + " }" : option;
    }
}
