package postprox.filter.worker;

/** There is no worker for a message. */
final class NoWorker extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean isFiltersFault;

    NoWorker(String message, boolean isFiltersFault) {
        super(message);
        this.isFiltersFault = isFiltersFault;
    }

    /** Whether the workers end as soon as they are started. Otherwise others have all workers, or there are no resources. */
    boolean isFiltersFault() {
        return isFiltersFault;
    }
}
