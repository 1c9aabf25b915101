package postprox.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import postprox.config.Configuration;
import postprox.config.FilterOptions;
import postprox.config.FilterSettings;
import postprox.config.FilterSpec;
import postprox.config.QuarantineOptions;
import postprox.config.ServiceOptions;
import postprox.config.Settings;
import postprox.filter.FailurePolicy;
import postprox.posix.PathText;

/** The options of each postprox, on its command line and in its configuration file. */
final class SettingsCheck {
    private static final String WORLD_WRITABLE = "/tmp";

    private final Subject subject;
    private final Configuration configuration;
    private final Optional<Account> account;

    private SettingsCheck(Subject subject, Configuration configuration) {
        this.subject = subject;
        this.configuration = configuration;
        this.account = subject.proxy().account();
    }

    static void look(Patient patient, Findings findings) throws IOException {
        for (Proxy proxy : patient.proxies()) {
            if (proxy.configuration().isPresent()) {
                Subject subject = new Subject(patient, proxy, findings);
                new SettingsCheck(subject, proxy.configuration().get()).look();
            }
        }
    }

    private void look() throws IOException {
        notExamined();
        objections();
        tempDirectory();
        quarantine();
        configFile();
        filters();
        if (subject.proxy().spawn().isEmpty()
                && account.filter(user -> user.user() == 0).isPresent()) {
            subject.add(
                    Diagnosis.FILTER_IS_ROOT,
                    "postprox and its filters run as root",
                    "run it as a user of its own, as the unit postprox.service does");
        }
    }

    /** Says why the files are not looked at, if that is so. A wrong user of spawn(8) is a finding of its own. */
    private void notExamined() {
        if (account.isPresent() && !account.get().isReachable()) {
            subject.add(
                    Diagnosis.FILES_NOT_EXAMINED,
                    "its files were not examined as user " + account.get().name());
        } else if (account.isEmpty() && subject.proxy().spawn().isEmpty()) {
            subject.add(
                    Diagnosis.FILES_NOT_EXAMINED,
                    "its files were not examined: "
                            + subject.proxy()
                                    .user()
                                    .map(name -> "there is no user " + name + " now")
                                    .orElse("its user is not known"));
        }
    }

    /** What a start would object to. Other checks look at programs and directories, since these depend on the user. */
    private void objections() {
        String temp = configuration.name(FilterOptions.TEMPDIR) + ": ";
        String quarantine = configuration.name(QuarantineOptions.DIRECTORY) + ": ";
        String log = configuration.name(ServiceOptions.LOG) + ": ";
        boolean isLogExamined = subject.proxy().reachable().isPresent();
        for (String objection : Settings.objections(configuration)) {
            boolean isOfUser = objection.startsWith(temp)
                    || objection.startsWith(quarantine)
                    || isLogExamined && objection.startsWith(log);
            if (!isOfUser && !FilterCheck.isAbout(objection)) {
                subject.add(Diagnosis.SETTING_WRONG, objection, "correct it in " + place());
            }
        }
    }

    private String place() {
        return configuration
                .find(ServiceOptions.CONFIG_FILE)
                .orElse(subject.proxy().where());
    }

    private void tempDirectory() throws IOException {
        Path directory = configuration.get(FilterOptions.TEMPDIR);
        String name = PathText.of(directory);
        String owner = account.map(Account::name).orElse("USER");
        String make = "install -d -m 700 -o " + owner + " " + Mend.quoted(name);
        if (!Files.isDirectory(directory)) {
            subject.add(Diagnosis.TEMPDIR, "the directory for messages " + name + " is not there", make);
        } else if (subject.proxy().reachable().isPresent()) {
            Access access = Access.of(name, subject.proxy().reachable().get());
            if (access.closed().isPresent()) {
                subject.add(
                        Diagnosis.TEMPDIR,
                        "user " + owner + " cannot reach the directory for messages " + name + ": "
                                + access.closed().get() + " is closed to it",
                        "chmod o+x " + Mend.quoted(access.closed().get()));
            } else if (!access.isWritable() || !access.isExecutable()) {
                subject.add(
                        Diagnosis.TEMPDIR,
                        "user " + owner + " cannot write to the directory for messages " + name,
                        name.equals(WORLD_WRITABLE) ? "chmod 1777 /tmp" : make);
            }
        }
    }

    /** What is kept aside lies in a directory of the user alone. */
    private void quarantine() throws IOException {
        Optional<Path> directory = configuration.find(QuarantineOptions.DIRECTORY);
        if (directory.isEmpty()) {
            return;
        }
        String name = PathText.of(directory.get());
        String owner = account.map(Account::name).orElse("USER");
        String make = "install -d -m 700 -o " + owner + " " + Mend.quoted(name);
        if (!Files.isDirectory(directory.get())) {
            subject.add(Diagnosis.SETTING_WRONG, "the quarantine " + name + " is not there", make);
        } else if (subject.proxy().reachable().isPresent()) {
            Access access = Access.of(name, subject.proxy().reachable().get());
            if (!access.isWritable() || !access.isExecutable()) {
                subject.add(
                        Diagnosis.SETTING_WRONG,
                        "user " + owner + " cannot write to the quarantine " + name
                                + access.closed()
                                        .map(closed -> ": " + closed + " is closed to it")
                                        .orElse(""),
                        access.closed()
                                .map(closed -> "chmod o+x " + Mend.quoted(closed))
                                .orElse(make));
            }
        }
    }

    private void configFile() throws IOException {
        Optional<String> file = configuration.find(ServiceOptions.CONFIG_FILE);
        if (file.isEmpty() || subject.proxy().reachable().isEmpty()) {
            return;
        }
        Account user = subject.proxy().reachable().get();
        Access access = Access.of(file.get(), user);
        if (!access.isReadable()) {
            String name = Mend.quoted(file.get());
            subject.add(
                    Diagnosis.CONFIG_CLOSED,
                    "user " + user.name() + " cannot read " + file.get()
                            + access.closed()
                                    .map(closed -> ": " + closed + " is closed to it")
                                    .orElse(""),
                    access.closed()
                            .map(closed -> "chmod o+x " + Mend.quoted(closed))
                            .orElse("chgrp " + user.group() + " " + name + " && chmod g+r " + name));
        }
    }

    private void filters() {
        boolean hasCommand = configuration
                .find(FilterOptions.COMMAND)
                .filter(text -> !text.isBlank())
                .isPresent();
        List<FilterSpec> others = configuration.isGiven(FilterOptions.FILTER)
                ? configuration.all(FilterOptions.FILTER).stream()
                        .filter(filter -> filter.get(FilterSettings.OBSERVE).isEmpty())
                        .toList()
                : List.<FilterSpec>of();
        FailurePolicy byDefault = configuration.get(FilterOptions.ON_FAILURE);
        if (!hasCommand && others.isEmpty()) {
            subject.add(
                    Diagnosis.NO_FILTER,
                    "there is no filter",
                    "write one, and see what it does: postprox try -c COMMAND MESSAGE; then, with its path:",
                    subject.mend().option(subject.proxy(), FilterOptions.COMMAND, "/etc/postprox/filter"));
        } else if (hasCommand && byDefault == FailurePolicy.PASS) {
            subject.add(
                    Diagnosis.UNFILTERED_ON_FAILURE,
                    "the filter of -c has no --on-failure tempfail",
                    subject.mend().option(subject.proxy(), FilterOptions.ON_FAILURE, "tempfail"));
        }
        for (FilterSpec filter : others) {
            if (filter.find(FilterSettings.ON_FAILURE).orElse(byDefault) == FailurePolicy.PASS) {
                subject.add(
                        Diagnosis.UNFILTERED_ON_FAILURE,
                        "the filter " + filter.name() + " has on-failure = pass",
                        "set on-failure = tempfail for it in " + place());
            }
        }
    }
}
