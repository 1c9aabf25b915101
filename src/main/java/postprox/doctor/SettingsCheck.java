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

    private final Patient patient;
    private final Proxy proxy;
    private final Configuration configuration;
    private final Optional<Account> account;
    private final Findings findings;

    private SettingsCheck(Patient patient, Proxy proxy, Configuration configuration, Findings findings) {
        this.patient = patient;
        this.proxy = proxy;
        this.configuration = configuration;
        this.account = proxy.account();
        this.findings = findings;
    }

    static void look(Patient patient, Findings findings) throws IOException {
        for (Proxy proxy : patient.proxies()) {
            if (proxy.configuration().isPresent()) {
                new SettingsCheck(patient, proxy, proxy.configuration().get(), findings).look();
            }
        }
    }

    private void look() throws IOException {
        notExamined();
        objections();
        tempDirectory();
        configFile();
        filters();
        configuration
                .get(ServiceOptions.LOG)
                .check()
                .ifPresent(warning -> add(
                        Diagnosis.NO_LOG,
                        warning,
                        patient.mend().option(proxy, ServiceOptions.LOG, "/var/log/postprox.log")));
        if (proxy.spawn().isEmpty() && account.filter(user -> user.user() == 0).isPresent()) {
            add(
                    Diagnosis.FILTER_IS_ROOT,
                    "postprox and its filters run as root",
                    "run it as a user of its own, as the unit postprox.service does");
        }
    }

    /** Says why the files are not looked at, if that is so. A wrong user of spawn(8) is a finding of its own. */
    private void notExamined() {
        if (account.isPresent() && !account.get().isReachable()) {
            add(
                    Diagnosis.FILES_NOT_EXAMINED,
                    "its files were not examined as user " + account.get().name());
        } else if (account.isEmpty() && proxy.spawn().isEmpty()) {
            add(
                    Diagnosis.FILES_NOT_EXAMINED,
                    "its files were not examined: "
                            + proxy.user()
                                    .map(name -> "there is no user " + name + " now")
                                    .orElse("its user is not known"));
        }
    }

    /** What a start would object to. Other checks look at programs and directories, since these depend on the user. */
    private void objections() {
        String temp = PathText.of(configuration.get(FilterOptions.TEMPDIR));
        String quarantine = configuration
                .find(QuarantineOptions.DIRECTORY)
                .map(PathText::of)
                .orElse("\0");
        for (String objection : Settings.objections(configuration)) {
            boolean isOfUser = objection.contains(temp) || objection.contains(quarantine);
            if (!isOfUser && !FilterCheck.isAbout(objection)) {
                add(Diagnosis.SETTING_WRONG, objection, "correct it in " + place());
            }
        }
    }

    private String place() {
        return configuration.find(ServiceOptions.CONFIG_FILE).orElse(proxy.where());
    }

    private void tempDirectory() throws IOException {
        Path directory = configuration.get(FilterOptions.TEMPDIR);
        String name = PathText.of(directory);
        String owner = account.map(Account::name).orElse("USER");
        String make = "install -d -m 700 -o " + owner + " " + Mend.quoted(name);
        if (!Files.isDirectory(directory)) {
            add(Diagnosis.TEMPDIR, "the directory for messages " + name + " is not there", make);
        } else if (proxy.reachable().isPresent()) {
            Access access = Access.of(name, proxy.reachable().get());
            if (access.closed().isPresent()) {
                add(
                        Diagnosis.TEMPDIR,
                        "user " + owner + " cannot reach the directory for messages " + name + ": "
                                + access.closed().get() + " is closed to it",
                        "chmod o+x " + Mend.quoted(access.closed().get()));
            } else if (!access.isWritable() || !access.isExecutable()) {
                add(
                        Diagnosis.TEMPDIR,
                        "user " + owner + " cannot write to the directory for messages " + name,
                        name.equals(WORLD_WRITABLE) ? "chmod 1777 /tmp" : make);
            }
        }
    }

    private void configFile() throws IOException {
        Optional<String> file = configuration.find(ServiceOptions.CONFIG_FILE);
        if (file.isEmpty() || proxy.reachable().isEmpty()) {
            return;
        }
        Account user = proxy.reachable().get();
        Access access = Access.of(file.get(), user);
        if (!access.isReadable()) {
            String name = Mend.quoted(file.get());
            add(
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
            add(
                    Diagnosis.NO_FILTER,
                    "there is no filter",
                    "write one, and see what it does: postprox try -c COMMAND MESSAGE; then, with its path:",
                    patient.mend().option(proxy, FilterOptions.COMMAND, "/etc/postprox/filter"));
        } else if (hasCommand && byDefault == FailurePolicy.PASS) {
            add(
                    Diagnosis.UNFILTERED_ON_FAILURE,
                    "the filter of -c has no --on-failure tempfail",
                    patient.mend().option(proxy, FilterOptions.ON_FAILURE, "tempfail"));
        }
        for (FilterSpec filter : others) {
            if (filter.find(FilterSettings.ON_FAILURE).orElse(byDefault) == FailurePolicy.PASS) {
                add(
                        Diagnosis.UNFILTERED_ON_FAILURE,
                        "the filter " + filter.name() + " has on-failure = pass",
                        "set on-failure = tempfail for it in " + place());
            }
        }
    }

    private void add(Diagnosis diagnosis, String what, String... remedy) {
        findings.add(diagnosis, proxy.where(), what, remedy);
    }
}
