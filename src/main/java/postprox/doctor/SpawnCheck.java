package postprox.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.config.Nearest;
import postprox.config.Option;
import postprox.config.Options;
import postprox.config.ServiceOptions;
import postprox.config.Usage;
import postprox.postfix.Postfix;
import postprox.postfix.Service;
import postprox.postfix.Tool;

/** The entries of spawn(8): user, fields, program and options. */
final class SpawnCheck {
    private static final String USER = "postprox";

    private final Subject subject;
    private final Service service;

    private SpawnCheck(Subject subject, Service service) {
        this.subject = subject;
        this.service = service;
    }

    static void look(Patient patient, Findings findings) throws IOException {
        for (Proxy proxy : patient.proxies()) {
            Subject subject = new Subject(patient, proxy, findings);
            if (proxy.spawn().isPresent()) {
                new SpawnCheck(subject, proxy.spawn().get()).look();
            } else {
                proxy.mistake()
                        .ifPresent(mistake -> subject.add(
                                Diagnosis.OPTIONS_WRONG, mistake, "correct the options of " + proxy.where()));
            }
        }
    }

    private void look() throws IOException {
        user();
        fields();
        options();
        program();
    }

    private void user() {
        Optional<String> given = service.user();
        if (given.isEmpty()) {
            subject.add(Diagnosis.USER_MISSING, "there is no user= in front of argv=", useradd(USER), as(USER));
            return;
        }
        Optional<Account> account = subject.proxy().account();
        String owner = subject.patient().postfix().parameter("mail_owner");
        if (account.isEmpty()) {
            String name = given.get().split(":", 2)[0];
            subject.add(Diagnosis.USER_UNKNOWN, "this machine has no user " + given.get(), useradd(name), as(name));
        } else if (account.get().user() == 0
                || account.get().group() == 0
                || account.get().name().equals(owner)) {
            subject.add(Diagnosis.USER_FORBIDDEN, "user=" + given.get(), useradd(USER), as(USER));
        }
    }

    /** A remedy that does nothing where the user is there already. */
    private static String useradd(String name) {
        return "id " + Mend.quoted(name) + " || useradd --system --no-create-home --shell /usr/sbin/nologin "
                + Mend.quoted(name);
    }

    private String as(String user) {
        return subject.mend().spawn(service, user, service.spawned());
    }

    private void fields() throws IOException {
        if (!service.chroot().equals("n") && (service.chroot().equals("y") || isChrootByDefault())) {
            subject.add(
                    Diagnosis.SPAWN_CHROOT,
                    "the fifth field, chroot, is " + service.chroot(),
                    subject.mend().field(service, "chroot", "n"));
        }
        Tool.Result result = Tool.run(List.of(
                "postconf",
                "-c",
                subject.patient().postfix().directory().toString(),
                "-hF",
                service.label() + "/unprivileged"));
        if (result.isGood() && !result.output().strip().equals("n")) {
            subject.add(
                    Diagnosis.SPAWN_UNPRIVILEGED,
                    "the fourth field, unpriv, is " + result.output().strip(),
                    subject.mend().field(service, "unprivileged", "n"));
        }
    }

    /** The default of the field was y before compatibility level 2 (master(5)). */
    private boolean isChrootByDefault() {
        Postfix postfix = subject.patient().postfix();
        return Quantity.number(postfix.parameter("compatibility_level")) < 2;
    }

    private void options() {
        List<String> unquoted = withoutQuotes();
        if (!unquoted.equals(subject.proxy().arguments())) {
            subject.add(
                    Diagnosis.QUOTES,
                    "argv= has quotes; braces hold a word with blanks together, as in {grep -q x}",
                    subject.mend().withArguments(subject.proxy(), unquoted));
        } else if (subject.proxy().mistake().isPresent()) {
            List<String> corrected = corrected();
            subject.add(
                    Diagnosis.OPTIONS_WRONG,
                    subject.proxy().mistake().get(),
                    corrected.equals(subject.proxy().arguments())
                            ? "correct what stands behind argv= of " + service.label() + " in master.cf"
                            : subject.mend().withArguments(subject.proxy(), corrected));
        } else if (subject.proxy()
                .configuration()
                .filter(known -> known.isOnCommandLine(ServiceOptions.LISTEN))
                .isPresent()) {
            List<String> without = new ArrayList<>(subject.proxy().arguments());
            int at = Math.max(without.indexOf("-l"), without.indexOf("--listen"));
            if (at >= 0) {
                without.subList(at, at + 2).clear();
            }
            subject.add(
                    Diagnosis.LISTENS_UNDER_SPAWN,
                    "argv= has -l",
                    at >= 0 ? subject.mend().withArguments(subject.proxy(), without) : "leave -l out of argv=");
        }
    }

    /** The arguments with each run of words in quotes made one word. A word in braces may have quotes, which are the shell's. */
    private List<String> withoutQuotes() {
        List<String> words = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        char quote = 0;
        for (String word : subject.proxy().arguments()) {
            boolean isBraced = word.chars().anyMatch(Character::isWhitespace);
            if (quote == 0 && !isBraced && (word.startsWith("'") || word.startsWith("\""))) {
                quote = word.charAt(0);
                open.append(word.substring(1));
            } else if (quote != 0) {
                open.append(' ').append(word);
            } else {
                words.add(word);
                continue;
            }
            if (open.length() > 0 && open.charAt(open.length() - 1) == quote) {
                words.add(open.substring(0, open.length() - 1));
                open.setLength(0);
                quote = 0;
            }
        }
        return quote == 0 ? words : subject.proxy().arguments();
    }

    /** The arguments with each unknown option made the known one that is meant, if that is clear. */
    private List<String> corrected() {
        List<String> names = Options.of(Usage.SERVE).stream()
                .filter(Option::isPublic)
                .map(Option::name)
                .toList();
        return subject.proxy().arguments().stream()
                .map(word -> {
                    String name = word.startsWith("--") ? word.substring(2).split("=", 2)[0] : "";
                    return name.isEmpty() || names.contains(name)
                            ? word
                            : Nearest.to(name, names)
                                    .map(meant -> "--" + meant + word.substring(2 + name.length()))
                                    .orElse(word);
                })
                .toList();
    }

    private void program() throws IOException {
        if (subject.proxy().reachable().isEmpty()) {
            return;
        }
        String name = subject.proxy().reachable().get().name();
        String program = subject.proxy().program();
        Access access = Access.of(program, subject.proxy().reachable().get());
        if (access.closed().isPresent()) {
            subject.add(
                    Diagnosis.PROGRAM_NOT_RUNNABLE,
                    "user " + name + " cannot run " + program + ": "
                            + access.closed().get() + " is closed to it",
                    "chmod o+x " + Mend.quoted(access.closed().get()) + ", or put postprox elsewhere");
        } else if (!access.exists()) {
            subject.add(
                    Diagnosis.PROGRAM_NOT_RUNNABLE,
                    "there is no " + program,
                    "correct the path behind argv=, or install postprox");
        } else if (!access.isExecutable()) {
            subject.add(
                    Diagnosis.PROGRAM_NOT_RUNNABLE,
                    "user " + name + " may not run " + program,
                    "chmod a+rx " + Mend.quoted(program));
        }
    }
}
