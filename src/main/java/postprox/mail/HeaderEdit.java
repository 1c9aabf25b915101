package postprox.mail;

/**
 * A change of a message's header. Edits are made one after the other, and each one sees the header as the edit before it left it.
 * All other fields keep their bytes, so that a signature over them still holds. Upper and lower case of a name are the same.
 */
public sealed interface HeaderEdit {
    /** Puts a field at the end of the header. */
    record Add(HeaderField field) implements HeaderEdit {}

    /**
     * Puts a field between others.
     *
     * @param above how many fields stand above it; 0 puts it at the top, and a number that is too large at the end
     */
    record Insert(int above, HeaderField field) implements HeaderEdit {
        public Insert {
            checkNotNegative(above);
        }
    }

    /**
     * Puts a field in the place of another one with its name, or at the end of the header if there is none.
     *
     * @param number which field of that name is replaced, counted from 1 at the top
     */
    record Replace(int number, HeaderField field) implements HeaderEdit {
        public Replace {
            checkNotNegative(number - 1);
        }
    }

    /**
     * Removes fields; if there is none of that name, nothing changes.
     *
     * @param number which field of that name is removed, counted from 1 at the top; 0 stands for all of them
     */
    record Delete(String name, int number) implements HeaderEdit {
        public Delete {
            checkNotNegative(number);
            if (!HeaderField.isName(name)) {
                throw new IllegalArgumentException("this is no name of a header field: '" + name + "'");
            }
        }
    }

    private static void checkNotNegative(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("a place in the header is too small: " + number);
        }
    }
}
