package postprox.command;

import static postprox.config.WatchOptions.COUNT;
import static postprox.config.WatchOptions.FOLLOW;
import static postprox.config.WatchOptions.JSON;
import static postprox.config.WatchOptions.SINCE;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import postprox.config.CommandLine;
import postprox.config.Configuration;
import postprox.config.UsageException;
import postprox.journal.Following;
import postprox.journal.Journal;
import postprox.journal.Stories;
import postprox.journal.Story;
import postprox.run.Exit;

/** {@code postprox log}: what has become of messages, from the log in JSON. The latest message comes first. */
final class ShowLog implements Command {
    private static final int BY_DEFAULT = 20;

    /** With --follow the last lines are turned round, and so all of them are kept. */
    private static final int MOST_TURNED = 10_000;

    private static final int PRINTED_AT_ONCE = 32 * 1024;

    @Override
    public Exit run(CommandLine line) throws IOException, UsageException {
        Configuration configuration = JsonLogs.configuration(line);
        if (line.operands().size() > 1) {
            throw new UsageException("log takes one FILE, not '" + String.join("' and '", line.operands()) + "'");
        }
        Path file = JsonLogs.file(configuration, line.operands().stream().findFirst());
        return configuration.get(FOLLOW) ? follow(configuration, file) : print(configuration, file);
    }

    private static Optional<Instant> since(Configuration configuration) {
        return configuration.find(SINCE).map(moment -> moment.at(Instant.now(), ZoneId.systemDefault()));
    }

    private static int count(Configuration configuration, int most) {
        return configuration.find(COUNT).orElse(configuration.isGiven(SINCE) ? most : BY_DEFAULT);
    }

    private static Exit print(Configuration configuration, Path file) throws IOException {
        Wanted wanted = Wanted.by(configuration);
        int left = count(configuration, Integer.MAX_VALUE);
        StringBuilder text = new StringBuilder();
        try (Journal journal = JsonLogs.open(file, since(configuration))) {
            Stories stories = new Stories(journal);
            while (left > 0) {
                Optional<Story> story = stories.next();
                if (story.isEmpty()) {
                    break;
                }
                if (wanted.has(story.get())) {
                    text.append(shown(configuration, story.get()));
                    left--;
                }
                if (text.length() > PRINTED_AT_ONCE) {
                    print(text);
                }
            }
            print(text);
            tellDamaged(file, journal.damaged());
            return Exit.OK;
        } catch (IOException e) {
            // An older file may be damaged: what stands in the others was found all the same.
            print(text);
            throw e;
        }
    }

    private static void print(StringBuilder text) throws IOException {
        String lines = text.toString();
        text.setLength(0);
        Exit _ = Output.printBytes(lines);
    }

    private static void tellDamaged(Path file, long damaged) {
        if (damaged > 0) {
            System.err.println("postprox: " + damaged + " lines of " + file + " are no events, and are left out");
        }
    }

    private static String shown(Configuration configuration, Story story) {
        return configuration.get(JSON) ? Shown.text(story.event().line()) + "\n" : StoryText.of(story, Instant.now());
    }

    private static Exit follow(Configuration configuration, Path file) throws IOException {
        Wanted wanted = Wanted.by(configuration);
        Following following = JsonLogs.follow(file);
        Deque<String> last = new ArrayDeque<>();
        int count = Math.min(count(configuration, MOST_TURNED), MOST_TURNED);
        try (Journal journal = JsonLogs.before(file, following, since(configuration))) {
            Stories stories = new Stories(journal);
            for (Optional<Story> story = stories.next();
                    last.size() < count && story.isPresent();
                    story = stories.next()) {
                if (wanted.has(story.get())) {
                    last.addFirst(shown(configuration, story.get()));
                }
            }
            tellDamaged(file, journal.damaged());
        }
        Exit _ = Output.printBytes(String.join("", last));
        while (true) {
            for (Story story : following.next()) {
                if (wanted.has(story)) {
                    Exit _ = Output.printBytes(shown(configuration, story));
                }
            }
        }
    }
}
