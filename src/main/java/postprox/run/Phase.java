package postprox.run;

/** How far a service has come, from its start to its end. No phase comes twice. */
public enum Phase {
    /** It makes what it needs, and serves nobody yet. */
    STARTING,
    /** It serves. */
    READY,
    /** Another process has its place, and gets new clients. It serves those that it has. */
    YIELDING,
    /** It was told to stop: clients may finish their messages in hand. */
    STOPPING
}
