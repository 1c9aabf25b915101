package postprox.filter.java;

import java.util.Optional;
import postprox.event.Events;
import postprox.event.FilterEvent.JavaFilterNotice;
import postprox.event.FilterEvent.JavaFilterNotice.Notice;

/**
 * The threads of a plug-in: those that examine messages, and the platform threads that it starts itself, which begin in the group of
 * the thread that starts them. An exception that ends one of its own threads goes to the log. Its name is the filter's name.
 */
final class PluginThreads extends ThreadGroup {
    private final Events events;

    PluginThreads(String filter, Events events) {
        super(filter);
        this.events = events;
    }

    /** The plug-in whose thread this is; empty if it is of none, or a virtual thread, of which nobody knows who started it. */
    static Optional<PluginThreads> of(Thread thread) {
        for (Optional<ThreadGroup> group = Optional.ofNullable(thread.getThreadGroup());
                group.isPresent();
                group = group.flatMap(one -> Optional.ofNullable(one.getParent()))) {
            if (group.get() instanceof PluginThreads threads) {
                return Optional.of(threads);
            }
        }
        return Optional.empty();
    }

    @Override
    public void uncaughtException(Thread thread, Throwable thrown) {
        String words = Thrown.of(thrown).trace();
        // On a thread of ours: what the plug-in's threads print goes to the log, and the log may be standard error.
        Thread _ = Thread.startVirtualThread(
                () -> events.publish(new JavaFilterNotice(getName(), Notice.THREAD_DIED, words)));
    }
}
