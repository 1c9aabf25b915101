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

    private final Patient patient;
    private final Proxy proxy;
    private final Service service;
    private final Findings findings;

    private SpawnCheck(Patient patient, Proxy proxy, Service service, Findings findings) {
        this.patient = patient;
        this.proxy = proxy;
        this.service = service;
        this.findings = findings;
    }

    static void look(Patient patient, Findings findings) throws IOException {
        for (Proxy proxy : patient.proxies()) {
            if (proxy.spawn().isPresent()) {
                new SpawnCheck(patient, proxy, proxy.spawn().get(), findings).look();
            } else {
                proxy.mistake()
                        .ifPresent(mistake -> findings.add(
                                Diagnosis.OPTIONS_WRONG,
                                proxy.where(),
                                mistake,
                                "correct the options of " + proxy.where()));
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
            add(Diagnosis.USER_MISSING, "there is no user= in front of argv=", useradd(USER), as(USER));
            return;
        }
        Optional<Account> account = proxy.account();
        String owner = patient.postfix().parameter("mail_owner");
        if (account.isEmpty()) {
            String name = given.get().split(":", 2)[0];
            add(Diagnosis.USER_UNKNOWN, "this machine has no user " + given.get(), useradd(name), as(name));
        } else if (account.get().user() == 0
                || account.get().group() == 0
                || account.get().name().equals(owner)) {
            add(Diagnosis.USER_FORBIDDEN, "user=" + given.get(), useradd(USER), as(USER));
        }
    }

    /** A remedy that does nothing where the user is there already. */
    private static String useradd(String name) {
        return "id " + Mend.quoted(name) + " || useradd --system --no-create-home --shell /usr/sbin/nologin "
                + Mend.quoted(name);
    }

    private String as(String user) {
        return patient.mend().spawn(service, user, service.spawned());
    }

    private void fields() throws IOException {
        if (!service.chroot().equals("n") && (service.chroot().equals("y") || isChrootByDefault())) {
            add(
                    Diagnosis.SPAWN_CHROOT,
                    "the fifth field, chroot, is " + service.chroot(),
                    patient.mend().field(service, "chroot", "n"));
        }
        Tool.Result result = Tool.run(List.of(
                "postconf", "-c", patient.postfix().directory().toString(), "-hF", service.label() + "/unprivileged"));
        if (result.isGood() && !result.output().strip().equals("n")) {
            add(
                    Diagnosis.SPAWN_UNPRIVILEGED,
                    "the fourth field, unpriv, is " + result.output().strip(),
                    patient.mend().field(service, "unprivileged", "n"));
        }
    }

    /** The default of the field was y before compatibility level 2 (master(5)). */
    private boolean isChrootByDefault() {
        Postfix postfix = patient.postfix();
        return Quantity.number(postfix.parameter("compatibility_level")) < 2;
    }

    private void options() {
        List<String> unquoted = withoutQuotes();
        if (!unquoted.equals(proxy.arguments())) {
            add(
                    Diagnosis.QUOTES,
                    "argv= has quotes; braces hold a word with blanks together, as in {grep -q x}",
                    patient.mend().withArguments(proxy, unquoted));
        } else if (proxy.mistake().isPresent()) {
            List<String> corrected = corrected();
            add(
                    Diagnosis.OPTIONS_WRONG,
                    proxy.mistake().get(),
                    corrected.equals(proxy.arguments())
                            ? "correct what stands behind argv= of " + service.label() + " in master.cf"
                            : patient.mend().withArguments(proxy, corrected));
        } else if (proxy.configuration()
                .filter(known -> known.isOnCommandLine(ServiceOptions.LISTEN))
                .isPresent()) {
            List<String> without = new ArrayList<>(proxy.arguments());
            int at = Math.max(without.indexOf("-l"), without.indexOf("--listen"));
            if (at >= 0) {
                without.subList(at, at + 2).clear();
            }
            add(
                    Diagnosis.LISTENS_UNDER_SPAWN,
                    "argv= has -l",
                    at >= 0 ? patient.mend().withArguments(proxy, without) : "leave -l out of argv=");
        }
    }

    /** The arguments with each run of words in quotes made one word. A word in braces may have quotes, which are the shell's. */
    private List<String> withoutQuotes() {
        List<String> words = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        char quote = 0;
        for (String word : proxy.arguments()) {
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
        return quote == 0 ? words : proxy.arguments();
    }

    /** The arguments with each unknown option made the known one that is meant, if that is clear. */
    private List<String> corrected() {
        List<String> names = Options.of(Usage.SERVE).stream()
                .filter(Option::isPublic)
                .map(Option::name)
                .toList();
        return proxy.arguments().stream()
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
        if (proxy.reachable().isEmpty()) {
            return;
        }
        String name = proxy.reachable().get().name();
        String program = proxy.program();
        Access access = Access.of(program, proxy.reachable().get());
        if (access.closed().isPresent()) {
            add(
                    Diagnosis.PROGRAM_NOT_RUNNABLE,
                    "user " + name + " cannot run " + program + ": "
                            + access.closed().get() + " is closed to it",
                    "chmod o+x " + Mend.quoted(access.closed().get()) + ", or put postprox elsewhere");
        } else if (!access.exists()) {
            add(
                    Diagnosis.PROGRAM_NOT_RUNNABLE,
                    "there is no " + program,
                    "correct the path behind argv=, or install postprox");
        } else if (!access.isExecutable()) {
            add(
                    Diagnosis.PROGRAM_NOT_RUNNABLE,
                    "user " + name + " may not run " + program,
                    "chmod a+rx " + Mend.quoted(program));
        }
    }

    private void add(Diagnosis diagnosis, String what, String... remedy) {
        findings.add(diagnosis, proxy.where(), what, remedy);
    }
}
