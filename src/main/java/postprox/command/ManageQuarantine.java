package postprox.command;

import static postprox.config.QuarantineOptions.DAYS;
import static postprox.config.QuarantineOptions.DIRECTORY;
import static postprox.config.QuarantineOptions.OLDER_THAN;
import static postprox.config.QuarantineOptions.RAW;
import static postprox.config.WatchOptions.JSON;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.config.CommandLine;
import postprox.config.Configuration;
import postprox.config.ServiceOptions;
import postprox.config.Settings;
import postprox.config.UsageException;
import postprox.net.AddressDialer;
import postprox.net.NextHops;
import postprox.nexthop.NextHopServices;
import postprox.nexthop.NextHopTimeouts;
import postprox.posix.LockFile;
import postprox.posix.OwnProcess;
import postprox.quarantine.Facts;
import postprox.quarantine.KeptMessage;
import postprox.quarantine.KeptMessages;
import postprox.quarantine.Quarantine;
import postprox.quarantine.QuarantineDirectory;
import postprox.quarantine.QuarantineException;
import postprox.quarantine.Tidied;
import postprox.release.Release;
import postprox.run.Exit;
import postprox.run.QuarantineLog;
import postprox.time.Ticker;
import postprox.time.Watchdog;
import postprox.trial.TerminalText;

/** {@code postprox quarantine}: lists, shows, releases and removes the messages that are kept aside. */
final class ManageQuarantine implements Command {
    /** So many characters of a list are printed together. All of them might not fit into the memory. */
    private static final int PRINTED_AT_ONCE = 64 * 1024;

    @Override
    public Exit run(CommandLine line) throws IOException, UsageException {
        List<String> operands = line.operands();
        if (operands.isEmpty()) {
            throw needsOneOf();
        }
        Configuration configuration = line.configuration();
        List<String> ids = operands.subList(1, operands.size());
        return switch (operands.getFirst()) {
            case "list" -> list(configuration, withoutIds("list", ids));
            case "expire" -> expire(configuration, withoutIds("expire", ids));
            case "show" -> show(configuration, ids);
            case "delete" -> delete(configuration, someIds("delete", ids));
            case "release" -> release(configuration, someIds("release", ids));
            default -> throw needsOneOf();
        };
    }

    private static UsageException needsOneOf() {
        return new UsageException(
                "quarantine needs one of: quarantine list, quarantine show ID, quarantine release ID...,"
                        + " quarantine delete ID..., quarantine expire");
    }

    private static List<String> withoutIds(String word, List<String> ids) throws UsageException {
        if (!ids.isEmpty()) {
            throw new UsageException("quarantine " + word + " takes no '" + ids.getFirst() + "'");
        }
        return ids;
    }

    private static List<String> someIds(String word, List<String> ids) throws UsageException {
        if (ids.isEmpty()) {
            throw new UsageException("quarantine " + word
                    + " needs the ID of a message, or of several; postprox quarantine list shows them");
        }
        return ids;
    }

    private static Path directory(Configuration configuration) throws UsageException {
        Path directory = configuration
                .find(DIRECTORY)
                .orElseThrow(() -> new UsageException(
                        "the quarantine's directory is missing: --quarantine DIR, or --config FILE with its line"
                                + " quarantine = DIR"));
        Optional<String> objection = QuarantineDirectory.objection(directory);
        if (objection.isPresent()) {
            throw new UsageException("quarantine: " + objection.get());
        }
        return directory.toAbsolutePath();
    }

    private static Exit list(Configuration configuration, List<String> none) throws IOException, UsageException {
        KeptMessages messages = KeptMessages.in(directory(configuration));
        boolean json = configuration.get(JSON);
        StringBuilder lines = new StringBuilder(json || !none.isEmpty() ? "" : QuarantineText.HEADING);
        for (Path day : messages.days()) {
            for (KeptMessage message : messages.inOrder(day)) {
                lines.append(json ? QuarantineText.json(message) : QuarantineText.row(message));
                if (lines.length() >= PRINTED_AT_ONCE) {
                    Exit _ = Output.printBytes(lines.toString());
                    lines.setLength(0);
                }
            }
        }
        return Output.printBytes(lines.toString());
    }

    private static Exit expire(Configuration configuration, List<String> none) throws IOException, UsageException {
        Path directory = directory(configuration);
        int days = configuration.find(OLDER_THAN).orElseGet(() -> configuration.get(DAYS));
        Tidied tidied;
        try (QuarantineLog log = QuarantineLog.open(configuration.get(ServiceOptions.LOG))) {
            tidied = Quarantine.expire(directory, days);
            log.tidied(directory, tidied);
        }
        Exit exit = Output.printBytes("removed " + tidied.expired() + " messages that are older than " + days + " days"
                + (tidied.unfinished() > 0
                        ? ", and " + tidied.unfinished() + " that killed processes had not finished"
                        : "")
                + "\n");
        if (tidied.trouble().isPresent()) {
            throw new IOException(
                    "cannot remove all of them: " + tidied.trouble().get());
        }
        return none.isEmpty() ? exit : Exit.USAGE;
    }

    private static Exit show(Configuration configuration, List<String> ids) throws IOException, UsageException {
        if (ids.size() != 1) {
            throw new UsageException(
                    "quarantine show needs the ID of one message; postprox quarantine list shows them");
        }
        Path directory = directory(configuration);
        Optional<KeptMessage> message = KeptMessages.in(directory).find(ids.getFirst());
        if (message.isEmpty()) {
            return complain(ids.getFirst(), noSuch(directory));
        }
        return configuration.get(RAW)
                ? QuarantineText.printRaw(message.get())
                : Output.printBytes(QuarantineText.shown(message.get()));
    }

    private static Exit delete(Configuration configuration, List<String> ids) throws IOException, UsageException {
        Path directory = directory(configuration);
        Exit exit = Exit.OK;
        try (QuarantineLog log = QuarantineLog.open(configuration.get(ServiceOptions.LOG))) {
            for (String id : ids) {
                Optional<KeptMessage> message = KeptMessages.in(directory).find(id);
                Optional<LockFile> lock =
                        message.isEmpty() ? Optional.empty() : message.get().lock();
                if (lock.isEmpty()) {
                    exit = complain(id, message.isEmpty() ? noSuch(directory) : "another process is at work on it");
                    continue;
                }
                Optional<Facts> facts = facts(message.get());
                try (LockFile _ = lock.get()) {
                    message.get().remove();
                }
                log.deleted(message.get(), facts);
                Exit _ = Output.printBytes(id + ": deleted\n");
            }
        }
        return exit;
    }

    /** The facts about a message for the log; empty if they cannot be read. Such a message can be deleted all the same. */
    private static Optional<Facts> facts(KeptMessage message) {
        try {
            return Optional.of(message.facts());
        } catch (QuarantineException e) {
            return Optional.empty();
        }
    }

    private static Exit release(Configuration configuration, List<String> ids) throws IOException, UsageException {
        Path directory = directory(configuration);
        NextHops nextHop = nextHop(configuration);
        Release release = release(configuration, nextHop);
        List<Exit> failures = new ArrayList<>();
        try (QuarantineLog log = QuarantineLog.open(configuration.get(ServiceOptions.LOG))) {
            for (String id : ids) {
                Optional<KeptMessage> message = KeptMessages.in(directory).find(id);
                if (message.isEmpty()) {
                    failures.add(complain(id, noSuch(directory)));
                    continue;
                }
                Optional<Facts> facts = facts(message.get());
                switch (release.release(message.get())) {
                    case Release.Result.Stays(String reason) -> {
                        log.notReleased(message.get(), facts, nextHop.toString(), reason);
                        failures.add(complain(id, "not released: " + reason));
                    }
                    case Release.Result.Released(var reply, var remains) -> {
                        log.released(message.get(), facts, nextHop.toString(), reply, remains.orElse(""));
                        Exit _ = Output.printBytes(id + ": released: " + TerminalText.shown(reply.oneLine()) + "\n");
                        remains.ifPresent(reason -> failures.add(
                                complain(id, "the mail server has it, but it is still here; delete it: " + reason)));
                    }
                }
            }
        }
        return failures.isEmpty() ? Exit.OK : Exit.FAILURE;
    }

    private static NextHops nextHop(Configuration configuration) throws UsageException {
        if (!configuration.isGiven(ServiceOptions.NEXT_HOP)) {
            throw new UsageException(
                    "quarantine release needs the mail server: --next-hop HOST:PORT, or --config FILE with its line"
                            + " next-hop = HOST:PORT");
        }
        return Settings.nextHop(configuration);
    }

    private static Release release(Configuration configuration, NextHops nextHop) throws IOException {
        Watchdog watchdog = Watchdog.start(Throwable::printStackTrace);
        return new Release(
                new NextHopServices(
                        AddressDialer.to(nextHop, watchdog),
                        NextHopTimeouts.withReply(configuration.get(ServiceOptions.NEXT_HOP_TIMEOUT)),
                        Ticker.SYSTEM,
                        watchdog),
                configuration.get(ServiceOptions.STRAY_CR),
                OwnProcess.hostName());
    }

    private static String noSuch(Path directory) {
        return "there is no such message in " + directory + "; postprox quarantine list shows those that are there";
    }

    private static Exit complain(String id, String reason) {
        return Output.complain(Exit.FAILURE, new IOException(TerminalText.shown(id + ": " + reason)));
    }
}
