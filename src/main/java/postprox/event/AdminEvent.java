package postprox.event;

/** An event of the servers for administrators and their programs. */
public sealed interface AdminEvent extends ProcessEvent {
    /** A server for administrators and their programs. */
    enum AdminPart {
        /** The web server with the page, the metrics and the state of health. */
        PAGE,
        /** The socket for HAProxy's agent checks. */
        AGENT
    }

    /**
     * A server for administrators answers from now on.
     *
     * @param place where it listens, with the port that it got
     */
    record AdminOpen(AdminPart part, String place) implements AdminEvent {}

    /**
     * A server for administrators could not be opened. Mail is served all the same, and postprox tries again each second.
     *
     * @param place where it should listen
     */
    record AdminTrouble(AdminPart part, String place, String reason) implements AdminEvent {}
}
