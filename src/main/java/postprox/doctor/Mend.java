package postprox.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import postprox.config.Configuration;
import postprox.config.Option;
import postprox.postfix.Service;

/** Commands for the administrator's shell that mend the configuration of one instance of Postfix, and of its postprox. */
final class Mend {
    private static final Path USUAL = Path.of("/etc/postfix");

    /** What a shell takes for itself outside quotes, besides letters and digits. */
    private static final String PLAIN = "/._-+@%:,=[]";

    private final String postconf;

    /**
     * Makes the commands.
     *
     * @param directory the directory of the instance's configuration
     */
    Mend(Path directory) {
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

    /** Sets an option of postprox where it is set now, or where it is the simplest. */
    String option(Proxy proxy, Option<?> option, String value) {
        Optional<Configuration> inFile =
                proxy.configuration().filter(known -> known.isGiven(option) && !known.isOnCommandLine(option));
        if (inFile.isEmpty()) {
            List<String> more = new ArrayList<>(proxy.arguments());
            more.add("--" + option.name());
            if (!value.isEmpty()) {
                more.add(value);
            }
            return proxy.spawn().isPresent()
                    ? withArguments(proxy, more)
                    : "add --" + option.name() + (value.isEmpty() ? "" : " " + value) + " to the options of "
                            + proxy.where();
        }
        return "set " + option.name() + " = " + (value.isEmpty() ? "yes" : value) + " in "
                + inFile.get().place(option);
    }

    /** Sets the arguments of a postprox that spawn(8) starts. */
    String withArguments(Proxy proxy, List<String> arguments) {
        List<String> argv = new ArrayList<>(List.of(proxy.program()));
        argv.addAll(arguments);
        return proxy.spawn()
                .map(service -> spawn(service, service.user().orElse("postprox"), argv))
                .orElse("start postprox with " + inMaster(arguments));
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
