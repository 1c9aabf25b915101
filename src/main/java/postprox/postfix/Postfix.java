package postprox.postfix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One instance of Postfix, as its configuration was when it was read. Values have those of other parameters filled in, as Postfix
 * uses them.
 *
 * @param directory  the directory with main.cf and master.cf
 * @param parameters every parameter of main.cf, set or not, by name
 * @param isSet      the names of those that main.cf sets
 * @param services   the services of master.cf, in its order
 * @param warnings   what postconf(1) has warned of, such as a misspelt parameter
 */
public record Postfix(
        Path directory,
        Map<String, String> parameters,
        Set<String> isSet,
        List<Service> services,
        List<String> warnings) {
    /** The number of processes of a service that says {@code -}, if main.cf says nothing else. */
    private static final int DEFAULT_PROCESS_LIMIT = 100;

    /**
     * Reads the configuration.
     *
     * @param directory the directory with main.cf and master.cf
     * @throws IOException if there is no Postfix here, or the directory has no configuration that postconf(1) can read; its message
     *                     says which
     */
    public static Postfix in(Path directory) throws IOException {
        for (String file : List.of("main.cf", "master.cf")) {
            if (!Files.isReadable(directory.resolve(file))) {
                throw new IOException(directory.resolve(file)
                        + (Files.exists(directory.resolve(file))
                                ? " cannot be read by this user"
                                : " is not there: is Postfix installed? Another directory: --postfix DIR"));
            }
        }
        Postconf postconf = new Postconf(directory);
        Map<String, String> parameters = postconf.parameters();
        return new Postfix(directory, parameters, postconf.setParameters(), postconf.services(), postconf.warnings());
    }

    /** Postfix's version, such as {@code 3.7.11}. */
    public String version() {
        return parameter("mail_version");
    }

    /** The value of a parameter in main.cf, or its default; empty text if this Postfix has no such parameter. */
    public String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    /** Whether this Postfix has a parameter of that name. */
    public boolean has(String name) {
        return parameters.containsKey(name);
    }

    /** The value that a parameter has for a service: what its {@code -o} says, or else main.cf. */
    public String value(Service service, String name) {
        return service.options().getOrDefault(name, parameter(name));
    }

    /** The words of a value that is a list, which commas and white space separate. */
    public List<String> words(Service service, String name) {
        return Arrays.stream(value(service, name).split("[,\\s]+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    public Optional<Service> service(String name, String type) {
        return services.stream()
                .filter(service -> service.name().equals(name) && service.type().equals(type))
                .findFirst();
    }

    /** The services whose program is a given one, such as {@code smtpd}. */
    public List<Service> servicesOf(String daemon) {
        return services.stream()
                .filter(service -> service.daemon().equals(daemon))
                .toList();
    }

    /** The inet service that listens on a port of this machine; the port of an entry without a host is the same on all addresses. */
    public Optional<Service> listeningOn(int port) {
        return services.stream()
                .filter(service -> service.port().isPresent() && service.port().getAsInt() == port)
                .findFirst();
    }

    /** How many processes of a service run at most; 0 for any number. */
    public int processLimit(Service service) {
        String limit = service.processLimit().equals("-") ? parameter("default_process_limit") : service.processLimit();
        try {
            return Integer.parseInt(limit);
        } catch (NumberFormatException e) {
            return DEFAULT_PROCESS_LIMIT;
        }
    }

    /** Whether main.cf switches a service off (master_service_disable): by its type, or by its name and type. */
    public boolean isDisabled(String name, String type) {
        for (String word : parameter("master_service_disable").split("[,\\s]+")) {
            boolean isExcluded = word.startsWith("!");
            String pattern = isExcluded ? word.substring(1) : word;
            if (pattern.equals(type) || pattern.equals(name + "/" + type)) {
                return !isExcluded;
            }
        }
        return false;
    }

    /** The queue directory, which is also the working directory of every service. */
    public Path queueDirectory() {
        return Path.of(parameter("queue_directory"));
    }
}
