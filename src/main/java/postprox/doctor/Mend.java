package postprox.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import postprox.config.FilterOptions;
import postprox.config.Option;
import postprox.config.ServiceOptions;
import postprox.postfix.Service;

/** Commands for the administrator's shell that mend the configuration of one instance of Postfix, and of its postprox. */
final class Mend {
    private static final Path USUAL = Path.of("/etc/postfix");

    /** What a shell takes for itself outside quotes, besides letters and digits. */
    private static final String PLAIN = "/._-+@%:,=[]";

    private static final String UNDO = "postprox setup --undo, then ";

    private final String postconf;
    private final OptionalInt portOfSetup;

    /**
     * Makes the commands.
     *
     * @param directory the directory of the instance's configuration
     */
    Mend(Path directory) {
        this(directory, OptionalInt.empty());
    }

    /**
     * Makes the commands for an instance that was set up.
     *
     * @param portOfSetup the port of the entry whose lines {@code postprox setup --undo} looks for
     */
    Mend(Path directory, OptionalInt portOfSetup) {
        this.portOfSetup = portOfSetup;
        this.postconf = directory.equals(USUAL) ? "postconf" : "postconf -c " + quoted(directory.toString());
    }

    /** Sets a parameter in main.cf. */
    String main(String name, String value) {
        return postconf + " -e " + quoted(name + "=" + value);
    }

    /** Takes a parameter out of main.cf. */
    String withoutMain(String name) {
        return postconf + " -X " + quoted(name);
    }

    /** Sets parameters of a service in master.cf; a value has no blanks. */
    String options(Service service, String... settings) {
        StringBuilder command = new StringBuilder(postconf).append(" -P");
        for (String setting : settings) {
            command.append(' ').append(quoted(service.label() + "/" + setting));
        }
        return command.toString();
    }

    /** Sets a field of a service in master.cf. */
    String field(Service service, String name, String value) {
        return postconf + " -F " + quoted(service.label() + "/" + name + "=" + value);
    }

    /** Sets the user and the command of a service of spawn(8). */
    String spawn(Service service, String user, List<String> argv) {
        return field(service, "command", "spawn user=" + user + " argv=" + inMaster(argv));
    }

    /**
     * Sets an option of postprox where it is set now, or in the configuration file that postprox reads. postconf(1) rewrites an entry of
     * master.cf on one line, and {@code postprox setup --undo} knows the lines of the set-up no more: so that is the last choice.
     */
    String option(Proxy proxy, Option<?> option, String value) {
        Optional<String> place = proxy.configuration()
                .filter(known -> !known.isOnCommandLine(option))
                .flatMap(known -> known.isGiven(option)
                        ? Optional.of(known.place(option))
                        : known.find(ServiceOptions.CONFIG_FILE));
        if (place.isPresent()) {
            return "set " + option.name() + " = " + (value.isEmpty() ? "yes" : value) + " in " + place.get();
        }
        if (isOfSetup(proxy)) {
            return UNDO + "postprox setup --config FILE, where FILE has " + option.name() + " = "
                    + (value.isEmpty() ? "yes" : value)
                    + proxy.configuration()
                            .flatMap(known -> known.find(FilterOptions.COMMAND))
                            .filter(command -> option != FilterOptions.COMMAND)
                            .map(command -> " and command = " + command)
                            .orElse("");
        }
        return proxy.spawn().isPresent()
                ? withArguments(proxy, with(proxy.arguments(), "--" + option.name(), value))
                : "add --" + option.name() + (value.isEmpty() ? "" : " " + value) + " to the options of "
                        + proxy.where();
    }

    /** Arguments with an option, which has another value if it is there already. */
    private static List<String> with(List<String> arguments, String name, String value) {
        List<String> words = new ArrayList<>(arguments);
        int at = words.lastIndexOf(name);
        if (at >= 0 && at + 1 < words.size() && !value.isEmpty()) {
            String _ = words.set(at + 1, value);
        } else {
            words.add(name);
            if (!value.isEmpty()) {
                words.add(value);
            }
        }
        return words;
    }

    /** Sets the arguments of a postprox that spawn(8) starts. */
    String withArguments(Proxy proxy, List<String> arguments) {
        if (isOfSetup(proxy)) {
            return UNDO + "set up anew with " + inMaster(arguments);
        }
        List<String> argv = new ArrayList<>(List.of(proxy.program()));
        argv.addAll(arguments);
        return proxy.spawn()
                .map(service -> spawn(service, service.user().orElse("postprox"), argv))
                .orElse("start postprox with " + inMaster(arguments));
    }

    private boolean isOfSetup(Proxy proxy) {
        return proxy.spawn().isPresent() && proxy.port() != 0 && portOfSetup.equals(OptionalInt.of(proxy.port()));
    }

    /** Words as they stand in master.cf, where braces hold a word with blanks together. */
    private static String inMaster(List<String> words) {
        return words.stream()
                .map(word -> word.isEmpty() || word.chars().anyMatch(Character::isWhitespace) ? "{" + word + "}" : word)
                .collect(Collectors.joining(" "));
    }

    /** A word for a shell. */
    static String quoted(String word) {
        boolean plain = !word.isEmpty()
                && word.chars().allMatch(c -> c < 128 && Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0);
        return plain ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
