package postprox.event;

/** An event of a hand-over of the service from one process to another. */
public sealed interface UpgradeEvent extends ProcessEvent {
    /**
     * Another process serves new clients from now on. This one serves those that it has, and ends.
     *
     * @param pid     the other process
     * @param version its version
     */
    record HandedOver(long pid, String version) implements UpgradeEvent {}

    /**
     * This process serves new clients from now on, in place of another one.
     *
     * @param pid     the other process
     * @param version its version
     */
    record TookOver(long pid, String version) implements UpgradeEvent {}

    /**
     * The process was to hand over to another one, which does not serve. All is as before.
     *
     * @param reason what the other process said, among other things
     */
    record HandoverFailed(String reason) implements UpgradeEvent {}

    /** The process that took over has ended before this one. */
    record SuccessorEnded(long pid) implements UpgradeEvent {}
}
