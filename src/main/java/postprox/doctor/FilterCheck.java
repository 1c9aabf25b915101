package postprox.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.config.Configuration;
import postprox.config.FilterKind;
import postprox.config.FilterOptions;
import postprox.filter.program.NamedProgram;
import postprox.posix.PathText;
import postprox.postfix.Tool;

/** The programs of filters, as the user of postprox finds them. */
final class FilterCheck {
    /** Words by which {@link NamedProgram} objects to a program. */
    private static final List<String> OBJECTIONS = List.of(
            "the command was not found",
            "the command is not executable",
            "cannot look at the command",
            "the first line of ");

    private final Subject subject;
    private final Account account;

    private FilterCheck(Subject subject, Account account) {
        this.subject = subject;
        this.account = account;
    }

    static void look(Patient patient, Findings findings) throws IOException {
        for (Proxy proxy : patient.proxies()) {
            if (proxy.configuration().isPresent() && proxy.reachable().isPresent()) {
                FilterCheck check = new FilterCheck(
                        new Subject(patient, proxy, findings), proxy.reachable().get());
                for (String command : commands(proxy.configuration().get())) {
                    check.command(command);
                }
            }
        }
    }

    /** Whether an objection to options is about a program that this check looks at. */
    static boolean isAbout(String objection) {
        return OBJECTIONS.stream().anyMatch(objection::contains);
    }

    /** The commands of all filters that are programs. */
    static List<String> commands(Configuration configuration) {
        List<String> commands = new ArrayList<>();
        configuration
                .find(FilterOptions.COMMAND)
                .filter(text -> !text.isBlank())
                .ifPresent(commands::add);
        if (configuration.isGiven(FilterOptions.FILTER)) {
            configuration.all(FilterOptions.FILTER).stream()
                    .filter(filter -> filter.kind() == FilterKind.COMMAND || filter.kind() == FilterKind.WORKER)
                    .forEach(filter -> commands.add(filter.where()));
        }
        return commands;
    }

    private void command(String command) throws IOException {
        Optional<String> path = NamedProgram.path(command);
        if (path.isPresent()) {
            program(path.get());
            return;
        }
        Tool.Result result = account.run(List.of("/bin/sh", "-n", "-c", command));
        if (!result.isGood()) {
            subject.add(
                    Diagnosis.FILTER_SYNTAX,
                    "sh: " + result.inShort(),
                    "correct the command of the filter: " + command);
        }
    }

    private void program(String path) throws IOException {
        Access access = Access.of(path, account);
        String name = Mend.quoted(path);
        if (access.closed().isPresent()) {
            closed(path, access.closed().get());
        } else if (!access.exists()) {
            subject.add(
                    Diagnosis.FILTER_NOT_FOUND,
                    "there is no " + path,
                    "correct the path of the filter, or install the program; to begin with one: postprox new");
        } else if (access.isDirectory()) {
            subject.add(Diagnosis.FILTER_NOT_EXECUTABLE, path + " is a directory", "correct the path of the filter");
        } else if (!access.isExecutable()) {
            subject.add(
                    Diagnosis.FILTER_NOT_EXECUTABLE,
                    "user " + account.name() + " may not run " + path,
                    "chmod a+rx " + name);
        } else {
            script(Script.read(path, account));
        }
    }

    private void closed(String path, String directory) {
        String what = "user " + account.name() + " cannot run " + path + ": " + directory + " is closed to it";
        Path home = subject.patient().machine().home();
        if (Path.of(path).startsWith(home)) {
            subject.add(Diagnosis.FILTER_CLOSED_DIRECTORY, what, "chmod 755 " + Mend.quoted(directory));
            return;
        }
        String better = PathText.of(home.resolve(path.substring(path.lastIndexOf('/') + 1)));
        List<String> moved = subject.proxy().arguments().stream()
                .map(word -> word.replace(path, better))
                .toList();
        boolean isInFile = subject.proxy()
                .configuration()
                .filter(known ->
                        known.find(FilterOptions.COMMAND).filter(path::equals).isPresent()
                                && !known.isOnCommandLine(FilterOptions.COMMAND))
                .isPresent();
        String named = isInFile
                ? subject.mend().option(subject.proxy(), FilterOptions.COMMAND, better)
                : "name " + better + " as the filter of " + subject.proxy().where();
        subject.add(
                Diagnosis.FILTER_CLOSED_DIRECTORY,
                what,
                "install -D -m 755 " + Mend.quoted(path) + " " + Mend.quoted(better),
                moved.equals(subject.proxy().arguments())
                        ? named
                        : subject.mend().withArguments(subject.proxy(), moved));
    }

    private void script(Script script) throws IOException {
        String name = Mend.quoted(script.path());
        if (!script.isReadable()) {
            subject.add(
                    Diagnosis.FILTER_NOT_EXECUTABLE,
                    "user " + account.name() + " may run the script " + script.path()
                            + " but not read it, as its interpreter must",
                    "chmod a+rx " + name);
            return;
        }
        if (script.hasCarriageReturns()) {
            subject.add(
                    Diagnosis.FILTER_CRLF,
                    "lines of " + script.path() + " end in CR, as on Windows",
                    "sed -i 's/\\r$//' " + name);
            return;
        }
        Optional<String> missing = script.missingInterpreter();
        if (missing.isPresent()) {
            subject.add(
                    Diagnosis.FILTER_INTERPRETER,
                    script.path() + " begins with " + script.firstLine() + ", and there is no " + missing.get(),
                    "install " + missing.get() + ", or correct the first line of " + script.path());
            return;
        }
        script.syntaxError()
                .ifPresent(error -> subject.add(
                        Diagnosis.FILTER_SYNTAX,
                        script.path() + ": " + error,
                        "correct that line of " + script.path()));
    }
}
