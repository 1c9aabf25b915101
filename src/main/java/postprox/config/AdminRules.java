package postprox.config;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postprox.net.Endpoint;
import postprox.posix.FileReason;

/** Finds what is wrong with the options of the servers for administrators. Each objection is a sentence for the administrator. */
final class AdminRules {
    private AdminRules() {}

    static List<String> objections(Configuration configuration) {
        List<String> objections = new ArrayList<>();
        Optional<Endpoint> page = configuration.find(ServiceOptions.ADMIN);
        for (Option<?> option : List.of(ServiceOptions.ADMIN_TOKEN, ServiceOptions.ADMIN_HOST)) {
            if (configuration.isGiven(option) && page.isEmpty()) {
                objections.add(configuration.name(option) + " has a meaning only with --admin");
            }
        }
        configuration
                .find(ServiceOptions.ADMIN_TOKEN)
                .flatMap(AdminRules::ofToken)
                .ifPresent(reason -> objections.add(configuration.name(ServiceOptions.ADMIN_TOKEN) + ": " + reason));
        if (page.isPresent()
                && !configuration.isGiven(ServiceOptions.ADMIN_TOKEN)
                && !isOfThisMachineAlone(page.get())) {
            objections.add(configuration.name(ServiceOptions.ADMIN) + ": " + page.get()
                    + " can be reached from other machines; name a token by --admin-token, or listen on 127.0.0.1");
        }
        return objections;
    }

    private static Optional<String> ofToken(Path file) {
        try {
            var _ = AdminToken.read(file);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(file + ": " + FileReason.of(e));
        } catch (IllegalArgumentException e) {
            return Optional.of(file + ": " + e.getMessage());
        }
    }

    private static boolean isOfThisMachineAlone(Endpoint place) {
        try {
            for (SocketAddress address : place.addresses()) {
                if (address instanceof InetSocketAddress inet
                        && !inet.getAddress().isLoopbackAddress()) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            // An unknown name: opening the server fails, and tells why.
            return false;
        }
    }
}
