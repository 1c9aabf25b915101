package postprox.filter.api;

import java.util.Objects;

/**
 * A change of a message's header. Edits are made one after the other. Each sees the header as the edit before it left it. All other
 * fields keep their bytes, so that signatures over them still hold.
 *
 * <p>A name is visible US-ASCII without a colon. A value has one character a byte and no control characters. It may have several
 * lines of up to 998 bytes, with LF between them, each of which but the first begins with a blank. An edit with another name or
 * value counts as a failure of the filter.
 */
public sealed interface HeaderEdit {
    /** Puts a field at the end of the header. */
    record Add(HeaderField field) implements HeaderEdit {
        public Add {
            Objects.requireNonNull(field);
        }
    }

    /**
     * Puts a field between others.
     *
     * @param above how many fields stand above it; 0 puts it at the top, and a number that is too large at the end
     */
    record Insert(int above, HeaderField field) implements HeaderEdit {
        public Insert {
            Objects.requireNonNull(field);
        }
    }

    /**
     * Puts a field in the place of another one with its name, or at the end of the header if there is none.
     *
     * @param number which field of that name is replaced, counted from 1 at the top
     */
    record Replace(int number, HeaderField field) implements HeaderEdit {
        public Replace {
            Objects.requireNonNull(field);
        }
    }

    /**
     * Removes fields; if there is none of that name, nothing changes.
     *
     * @param number which field of that name is removed, counted from 1 at the top; 0 stands for all of them
     */
    record Delete(String name, int number) implements HeaderEdit {
        public Delete {
            Objects.requireNonNull(name);
        }
    }

    /** Puts a field at the end of the header. */
    static HeaderEdit add(String name, String value) {
        return new Add(new HeaderField(name, value));
    }

    /** Puts a field at the top of the header. */
    static HeaderEdit addAtTop(String name, String value) {
        return new Insert(0, new HeaderField(name, value));
    }

    /** Puts a field in the place of the first one with its name, or at the end of the header if there is none. */
    static HeaderEdit replace(String name, String value) {
        return new Replace(1, new HeaderField(name, value));
    }

    /** Removes all fields with this name. */
    static HeaderEdit deleteAll(String name) {
        return new Delete(name, 0);
    }
}
