package postprox.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import postprox.config.CommandLine;
import postprox.config.FilterOptions;
import postprox.config.Option;
import postprox.config.Options;
import postprox.config.Usage;
import postprox.postfix.Tool;

/** Runs each postprox's filters on a clean message, by {@code postprox try} as its user. No mail is sent. */
final class TrialCheck {
    private static final String SECONDS = "30";

    /** The options that the trial has its own values of. */
    private static final String TIMEOUT = "20";

    /** What keeps a filter from its work, and has its own remedy: a trial would find the same again. */
    private static final Set<Diagnosis> CAUSES = EnumSet.of(
            Diagnosis.CONFIG_CLOSED,
            Diagnosis.TEMPDIR,
            Diagnosis.FILTER_NOT_FOUND,
            Diagnosis.FILTER_CLOSED_DIRECTORY,
            Diagnosis.FILTER_NOT_EXECUTABLE,
            Diagnosis.FILTER_CRLF,
            Diagnosis.FILTER_INTERPRETER,
            Diagnosis.FILTER_SYNTAX);

    private static final int REFUSED = 1;
    private static final int TIMED_OUT = 124;

    private static final String MESSAGE = """
            From: postprox doctor <postmaster@example.org>
            To: postmaster@example.com
            Subject: A clean message
            Date: Tue, 01 Dec 2026 12:00:00 +0000
            Message-ID: <clean@postprox.example.org>

            This message is clean. postprox doctor shows it to the filter and sends it to nobody.
            """;

    private TrialCheck() {}

    static void look(Patient patient, Findings findings) throws IOException {
        for (Proxy proxy : patient.proxies()) {
            Optional<Account> account = proxy.reachable();
            boolean hasFilter = proxy.configuration()
                    .filter(known -> known.isGiven(FilterOptions.COMMAND) || known.isGiven(FilterOptions.FILTER))
                    .isPresent();
            Optional<String> program = program(proxy);
            if (account.isPresent()
                    && hasFilter
                    && program.isPresent()
                    && !findings.has(proxy.where(), CAUSES)
                    && proxy.line().isPresent()) {
                look(proxy, account.get(), command(program.get(), proxy.line().get()), findings);
            }
        }
    }

    private static Optional<String> program(Proxy proxy) {
        return proxy.program().startsWith("/")
                ? Optional.of(proxy.program()).filter(path -> Files.isExecutable(Path.of(path)))
                : Tool.find(proxy.program()).map(Path::toString);
    }

    private static void look(Proxy proxy, Account account, List<String> command, Findings findings) throws IOException {
        Path message = Files.createTempFile(
                "postprox-doctor",
                ".eml",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
        try {
            Files.setPosixFilePermissions(message, Set.copyOf(PosixFilePermissions.fromString("rw-r--r--")));
            Files.writeString(message, MESSAGE);
            List<String> words = new ArrayList<>(command);
            words.add(message.toString());
            report(proxy, account, command, account.run(SECONDS, words), findings);
        } finally {
            Files.deleteIfExists(message);
        }
    }

    /** The command of a trial with the options of a proxy that a trial takes as well. */
    private static List<String> command(String program, CommandLine line) {
        List<String> words = new ArrayList<>(List.of(program, "try"));
        for (Option<?> option : Options.of(Usage.TRY)) {
            for (String text : line.texts(option)) {
                words.add("--" + option.name());
                if (option.type().wantsValue()) {
                    words.add(text);
                }
            }
        }
        words.addAll(List.of("--timeout", TIMEOUT));
        return words;
    }

    private static void report(
            Proxy proxy, Account account, List<String> command, Tool.Result result, Findings findings) {
        String again = again(command, account);
        if (result.isGood()) {
            findings.add(Diagnosis.FILTER_READY, proxy.where(), "user " + account.name() + " can run the filter");
        } else if (result.status() == REFUSED) {
            findings.add(
                    Diagnosis.FILTER_REFUSES,
                    proxy.where(),
                    row(result, "reply").orElseGet(() -> other(result)),
                    again);
        } else if (result.status() == TIMED_OUT) {
            findings.add(
                    Diagnosis.FILTER_FAILS, proxy.where(), "the filter did not end within " + TIMEOUT + " s", again);
        } else {
            findings.add(Diagnosis.FILTER_FAILS, proxy.where(), failure(result), again);
        }
    }

    /** The same trial on a message of the reader, with its whole report. */
    private static String again(List<String> command, Account account) {
        List<String> words = new ArrayList<>(command);
        words.addAll(2, List.of("--as", account.name()));
        return words.stream().map(Mend::quoted).collect(Collectors.joining(" ")) + " MESSAGE";
    }

    /** What happened, and the reason if that says more. */
    private static String failure(Tool.Result result) {
        List<String> rows = new ArrayList<>(rows(result, "filter"));
        // Of several filters, one may have failed.
        if (rows.stream().anyMatch(TrialCheck::isFailure)) {
            rows.removeIf(row -> !isFailure(row));
        }
        rows.addAll(rows(result, "reason"));
        return rows.isEmpty() ? other(result) : "the filter, on a clean message: " + String.join("; ", rows);
    }

    private static boolean isFailure(String row) {
        return row.contains(": failed") || row.contains(": doubtful");
    }

    private static Optional<String> row(Tool.Result result, String heading) {
        return rows(result, heading).stream().findFirst();
    }

    /** The rows of the report of a trial with a heading. */
    private static List<String> rows(Tool.Result result, String heading) {
        return result.output()
                .lines()
                .takeWhile(line -> !line.isEmpty())
                .filter(line -> line.startsWith(heading + " "))
                .map(line -> line.substring(heading.length()).strip())
                .toList();
    }

    /** What a trial says without a report. */
    private static String other(Tool.Result result) {
        return result.errors().isBlank()
                ? "exit status " + result.status()
                : result.errors().strip().replace("\n", "; ");
    }
}
