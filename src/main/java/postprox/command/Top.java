package postprox.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Curses;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import postprox.config.CommandLine;
import postprox.config.UsageException;
import postprox.json.JsonObject;
import postprox.posix.FileReason;
import postprox.run.Exit;
import postprox.time.Watchdog;

/** {@code postprox top}: asks a process once a second what it does, and shows that on the whole terminal. */
final class Top implements Command {
    private static final int INTERVAL_MILLIS = 1000;
    private static final int WIDTH = 80;
    private static final int HEIGHT = 24;
    private static final int END_OF_INPUT = -1;
    private static final int INTERRUPT = 3;

    private final Watchdog watchdog = Answers.watchdog();
    private final List<Path> places = new ArrayList<>();
    private int watched;
    private TopScreen.View view = TopScreen.View.MESSAGES;
    private boolean details;

    @Override
    public Exit run(CommandLine line) throws IOException, UsageException {
        Answers answers = Answers.to(line, watchdog);
        if (answers.all().isEmpty()) {
            answers.tellNobody();
            return Exit.SYSTEM;
        }
        // No native code: stty(1) puts the terminal into its modes.
        try (Terminal terminal = TerminalBuilder.builder()
                .system(true)
                .provider("exec")
                .dumb(false)
                .build()) {
            if (terminal.getStringCapability(Capability.cursor_address) == null) {
                throw needsTerminal();
            }
            answers.all().forEach(answer -> places.add(answer.place()));
            return show(terminal);
        } catch (IllegalStateException e) {
            throw needsTerminal();
        }
    }

    private static UsageException needsTerminal() {
        return new UsageException("top needs a terminal; postprox status prints how it is once");
    }

    private Exit show(Terminal terminal) throws IOException {
        Attributes before = terminal.enterRawMode();
        // Control-C is a key too: a signal would end the JVM before the terminal is as it was.
        Attributes raw = terminal.getAttributes();
        raw.setLocalFlag(Attributes.LocalFlag.ISIG, false);
        terminal.setAttributes(raw);
        boolean _ = terminal.puts(Capability.enter_ca_mode);
        boolean _ = terminal.puts(Capability.cursor_invisible);
        String leaving = sequence(terminal, Capability.cursor_visible) + sequence(terminal, Capability.exit_ca_mode);
        // A signal ends the JVM without the block below. JLine sets the modes of the terminal itself then, and its
        // screen stays.
        Thread atSignal = new Thread(() -> print(leaving));
        Runtime.getRuntime().addShutdownHook(atSignal);
        try {
            return refresh(terminal);
        } finally {
            forget(atSignal);
            boolean _ = terminal.puts(Capability.cursor_visible);
            boolean _ = terminal.puts(Capability.exit_ca_mode);
            terminal.flush();
            terminal.setAttributes(before);
        }
    }

    private static String sequence(Terminal terminal, Capability capability) {
        return Optional.ofNullable(terminal.getStringCapability(capability))
                .map(Curses::tputs)
                .orElse("");
    }

    private static void print(String leaving) {
        System.out.print(leaving);
        System.out.flush();
    }

    private static void forget(Thread atSignal) {
        try {
            boolean _ = Runtime.getRuntime().removeShutdownHook(atSignal);
        } catch (IllegalStateException e) {
            // The signal has come.
        }
    }

    private Exit refresh(Terminal terminal) throws IOException {
        Display display = new Display(terminal, true);
        Optional<Answers.Answer> last = Optional.empty();
        while (true) {
            Answers.Answer answer = ask();
            Optional<JsonObject> before =
                    last.filter(one -> one.place().equals(answer.place())).map(Answers.Answer::status);
            int width = terminal.getWidth() > 0 ? terminal.getWidth() : WIDTH;
            int height = terminal.getHeight() > 0 ? terminal.getHeight() : HEIGHT;
            display.resize(height, width);
            List<String> lines = new TopScreen(answer, before, others()).lines(view, details, width, height);
            display.update(lines.stream().map(AttributedString::new).toList(), 0);
            last = Optional.of(answer);
            int key = terminal.reader().read(INTERVAL_MILLIS);
            if (key == 'q' || key == INTERRUPT || key == END_OF_INPUT) {
                return Exit.OK;
            }
            press(key);
        }
    }

    /** Asks the process that is watched, or the next one if it answers no more: a resident process ends when it is idle. */
    private Answers.Answer ask() throws IOException {
        while (true) {
            Path place = places.get(watched);
            try {
                return Answers.ask(place, watchdog);
            } catch (IOException e) {
                if (places.size() == 1) {
                    throw new IOException("the process at " + place + " answers no more: " + FileReason.of(e), e);
                }
                Path _ = places.remove(watched);
                watched %= places.size();
            }
        }
    }

    private String others() {
        return places.size() == 1 ? "" : "process " + (watched + 1) + " of " + places.size() + ", n next one";
    }

    private void press(int key) {
        switch (key) {
            case 'f' -> view = other(TopScreen.View.FILTERS);
            case 's' -> view = other(TopScreen.View.SENDERS);
            case 'n' -> watched = (watched + 1) % places.size();
            case '\r', '\n' -> details = !details;
            default -> {
                // No key was pressed in that time, or one that has no meaning.
            }
        }
    }

    /** The view of a key, or that of messages if it is there already. */
    private TopScreen.View other(TopScreen.View wanted) {
        return view == wanted ? TopScreen.View.MESSAGES : wanted;
    }
}
