package postprox.net;

import java.time.Duration;
import java.util.Optional;

/**
 * How one server of the next hop is. A snapshot: immutable.
 *
 * @param place    its name, as the log has it: {@code 10.0.0.1:10026}, or {@code mx.example.org:25 (10.0.0.1)} for one address of a name
 * @param isUp     whether it has greeted at the latest attempt; also before the first one
 * @param since    how long it has been so
 * @param connects the number of attempts to connect, since the process knows the server
 * @param failures the number of those without a connection, without a greeting, or with one that refuses
 * @param latest   the latest attempt; empty before the first one
 */
public record HopState(
        String place, boolean isUp, Duration since, long connects, long failures, Optional<Contact> latest) {}
