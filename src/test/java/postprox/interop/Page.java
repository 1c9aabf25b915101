package postprox.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What docs/dev/testing.md says of a run in which all went well.
 *
 * @param programs who took part, with versions
 * @param table    who sent what to whom: the same for all versions and sizes
 */
record Page(String programs, String table) {
    private static final Path FILE = Path.of("docs/dev/testing.md");

    private static final String PROGRAMS = "interoperability-programs";
    private static final String TABLE = "interoperability-table";

    static Page of(List<MailClient> clients, List<NextHop> hops, int megabytes) {
        StringBuilder programs = new StringBuilder("| program | version | part | does not |\n|---|---|---|---|\n");
        clients.forEach(
                client -> programs.append(program(client.name(), client.version(), "client", client.abilities())));
        hops.forEach(hop -> programs.append(program(hop.name(), hop.version(), "next hop", hop.abilities())));
        programs.append("\nA large message had %d MB in this run.%n".formatted(megabytes));
        return new Page(programs.toString(), table(clients, hops));
    }

    /** The table as the file has it. */
    static String writtenTable() {
        String page = read();
        return page.substring(start(page, TABLE), end(page, TABLE));
    }

    /** Puts this into the file. */
    void write() {
        try {
            Files.writeString(FILE, replaced(replaced(read(), PROGRAMS, programs), TABLE, table));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String program(String name, String version, String part, Set<Ability> abilities) {
        String lacking = Arrays.stream(Ability.values())
                .filter(ability -> !abilities.contains(ability))
                .map(Ability::title)
                .collect(Collectors.joining(", "));
        return row(name, version, part, lacking);
    }

    private static String table(List<MailClient> clients, List<NextHop> hops) {
        StringBuilder table = new StringBuilder(row("client", "next hop", titles()));
        table.append("|---|---").append("|---".repeat(Case.values().length)).append("|\n");
        for (MailClient client : clients) {
            for (NextHop hop : hops) {
                table.append(row(client.name(), hop.name(), results(client, hop)));
            }
        }
        return table.toString();
    }

    private static String titles() {
        return Arrays.stream(Case.values()).map(Case::title).collect(Collectors.joining(" | "));
    }

    private static String results(MailClient client, NextHop hop) {
        return Arrays.stream(Case.values())
                .map(what -> what.isFor(client, hop) ? "ok" : "-")
                .collect(Collectors.joining(" | "));
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String replaced(String page, String name, String text) {
        return page.substring(0, start(page, name)) + text + page.substring(end(page, name));
    }

    private static int start(String page, String name) {
        return find(page, "<!-- " + name + " -->\n") + name.length() + "<!--  -->\n".length();
    }

    private static int end(String page, String name) {
        return find(page, "<!-- end of " + name + " -->");
    }

    private static int find(String page, String mark) {
        int at = page.indexOf(mark);
        if (at < 0) {
            throw new AssertionError(FILE + " has no " + mark.strip());
        }
        return at;
    }

    private static String read() {
        try {
            return Files.readString(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
