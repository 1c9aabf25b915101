package postprox.filter.rspamd;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import postprox.filter.rspamd.MilterBlock.Addition;
import postprox.filter.rspamd.MilterBlock.Removal;
import postprox.filter.service.Servers.CannotExamine;
import postprox.filter.service.Servers.NotToPass;
import postprox.mail.CommonReading;
import postprox.mail.HeaderBlock;
import postprox.mail.HeaderEdit;
import postprox.mail.HeaderField;

/**
 * The edits of a header that an answer of rspamd's asks for. Its numbers are counted in the header itself: those of removals in the header as
 * it was sent, those of additions in the header as the edits before have left it (milter.c). Not thread-safe.
 */
final class MilterEdits {
    private static final String DKIM_SIGNATURE = "DKIM-Signature";

    private final HeaderBlock header;
    private final boolean isCommon;
    private final List<HeaderEdit> edits = new ArrayList<>();

    /**
     * No edit yet.
     *
     * @param header the message's header, which changes with each edit
     */
    MilterEdits(HeaderBlock header) {
        this.header = header;
        // rspamd skips empty lines at the beginning, and takes what follows for the header (message.c).
        this.isCommon = CommonReading.has(header) && !header.fields().isEmpty();
    }

    /** The edits so far. */
    List<HeaderEdit> edits() {
        return edits;
    }

    /** Removes fields of a name, if there are some. */
    void removeAll(String name) throws CannotExamine, NotToPass, HeaderBlock.TooLarge {
        remove(List.of(new Removal(name, 0)));
    }

    /**
     * Removes fields.
     *
     * @throws CannotExamine if a name is none
     * @throws NotToPass     if a field is named by a number, and rspamd may have counted another one. A sender may have made the header so
     */
    void remove(List<Removal> removals) throws CannotExamine, NotToPass, HeaderBlock.TooLarge {
        List<String> names = header.names();
        List<HeaderEdit.Delete> deletions = new ArrayList<>();
        for (Removal removal : removals) {
            if (!HeaderField.isName(removal.name())) {
                throw cannot("this is no name of a header field: '" + removal.name() + "'");
            }
            if (removal.number() != 0 && !isCommon) {
                throw new NotToPass(
                        "it removes a header field by its number, and the fields of this header are counted in two"
                                + " ways: "
                                + removal.name());
            }
            String name = removal.name().toLowerCase(Locale.ROOT);
            int count = (int) names.stream().filter(name::equals).count();
            int number = removal.number() < 0 ? count + 1 + removal.number() : removal.number();
            boolean isThere = removal.number() == 0 ? count > 0 : number > 0 && number <= count;
            if (isThere) {
                deletions.add(new HeaderEdit.Delete(name, number));
            }
        }
        // Each number is that of the header as it was sent. From the highest one down, none is changed by those before
        // it.
        List<HeaderEdit.Delete> inOrder = deletions.stream()
                .distinct()
                .sorted(Comparator.comparingInt(HeaderEdit.Delete::number).reversed())
                .toList();
        for (HeaderEdit.Delete deletion : inOrder) {
            make(deletion);
        }
    }

    /**
     * Adds fields, one after the other.
     *
     * @throws CannotExamine if one of them is no header field
     */
    void add(List<Addition> additions) throws CannotExamine, HeaderBlock.TooLarge {
        for (Addition addition : additions) {
            HeaderField field = field(addition.name(), addition.value());
            if (addition.order() == Addition.AT_THE_END) {
                make(new HeaderEdit.Add(field));
            } else {
                int fromEnd = header.names().size() + 1 + addition.order();
                make(new HeaderEdit.Insert(addition.order() >= 0 ? addition.order() : Math.max(0, fromEnd), field));
            }
        }
    }

    /** Puts signatures under the topmost field, which is the Received field of this machine's own Postfix. */
    void sign(List<String> signatures) throws CannotExamine, HeaderBlock.TooLarge {
        int above = 1;
        for (String signature : signatures) {
            make(new HeaderEdit.Insert(above++, field(DKIM_SIGNATURE, signature)));
        }
    }

    /** Puts a field in the place of the first one with its name, or at the end. */
    void set(String name, String value) throws CannotExamine, HeaderBlock.TooLarge {
        make(new HeaderEdit.Replace(1, field(name, value)));
    }

    private void make(HeaderEdit edit) throws HeaderBlock.TooLarge {
        // First: where the header becomes too large, the chain must find so too.
        edits.add(edit);
        boolean _ = header.edit(List.of(edit));
    }

    private static HeaderField field(String name, String value) throws CannotExamine {
        try {
            return FieldText.field(name, value);
        } catch (IllegalArgumentException e) {
            throw cannot(String.valueOf(e.getMessage()));
        }
    }

    private static CannotExamine cannot(String why) {
        return new CannotExamine("it asks for an edit that cannot be made: " + Words.printable(why));
    }
}
