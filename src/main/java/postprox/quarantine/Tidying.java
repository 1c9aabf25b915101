package postprox.quarantine;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;
import postprox.posix.FileReason;
import postprox.posix.LockFile;

/**
 * One walk through the quarantine: it removes messages that are too old and those that killed processes had not finished, and counts
 * the rest. A failure with one message does not keep the others. For one thread.
 */
final class Tidying {
    private final KeptMessages messages;
    private final LocalDate oldest;
    private final LocalDate today;
    private int mayRemove;
    private int expired;
    private int unfinished;
    private int incomplete;
    private Usage.Count left = Usage.Count.NOTHING;
    private Optional<String> trouble = Optional.empty();

    /**
     * Prepares a walk.
     *
     * @param today the present day in UTC
     * @param days  the number of whole days for which a message is kept
     * @param most  the maximum number of messages that it removes
     */
    Tidying(KeptMessages messages, LocalDate today, int days, int most) {
        this.messages = messages;
        this.today = today;
        this.oldest = today.minusDays(days);
        this.mayRemove = most;
    }

    Tidied run() throws QuarantineException {
        for (Path day : messages.days()) {
            LocalDate date = MessageFiles.dateOf(day).orElseThrow();
            for (KeptMessage message : messages.of(day)) {
                look(message, date.isBefore(oldest));
            }
            // In the directory of today or yesterday another process may be about to make a file.
            if (date.isBefore(today.minusDays(1))) {
                removeEmpty(day);
            }
        }
        return new Tidied(oldest, expired, unfinished, incomplete, trouble);
    }

    /** What is left, after {@link #run}. */
    Usage.Count left() {
        return left;
    }

    private void look(KeptMessage message, boolean isOld) {
        boolean isOver = isOld || message.isUnfinished();
        if (isOver && mayRemove > 0 && remove(message)) {
            mayRemove--;
            if (message.isUnfinished()) {
                unfinished++;
            } else {
                expired++;
            }
            return;
        }
        if (!isOver && message.lack().isPresent()) {
            incomplete++;
        }
        try {
            left = left.plus(1, message.bytes());
        } catch (IOException e) {
            trouble = Optional.of(FileReason.of(e));
        }
    }

    /** Removes a message, unless another process is at work on it. */
    private boolean remove(KeptMessage message) {
        try {
            Optional<LockFile> lock = message.lock();
            if (lock.isEmpty()) {
                return false;
            }
            try (LockFile held = lock.get()) {
                if (message.isUnfinished() && !message.isUnfinishedUnder(held)) {
                    return false;
                }
                message.removeSoon();
                return true;
            }
        } catch (IOException e) {
            trouble = Optional.of(FileReason.of(e));
            return false;
        }
    }

    private void removeEmpty(Path day) {
        try {
            Files.deleteIfExists(day);
        } catch (DirectoryNotEmptyException e) {
            // It has messages still, or files of somebody else.
        } catch (IOException e) {
            trouble = Optional.of(FileReason.of(e));
        }
    }
}
