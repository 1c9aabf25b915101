package postprox.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A spelling of an address.
 *
 * @param text    what stands behind FROM: or TO:
 * @param address what is delivered to; {@link #REFUSED} if nobody may hear of it
 */
record AddressSpelling(String text, String address) {
    /** No address: we refuse the command. */
    static final String REFUSED = "";

    private static final String GREEN = "gr\u00c3\u00bcn";
    private static final String LONG = "p".repeat(300);
    private static final String ODD = "<>\"\\@,;:()[] .!%ab1-\t";

    static List<AddressSpelling> table() {
        List<AddressSpelling> table = new ArrayList<>();
        // What everybody sends.
        passes(table, "<a@example.com>", "a@example.com");
        passes(table, " <a@example.com>", "a@example.com");
        passes(table, " \t <a@example.com> \t ", "a@example.com");
        passes(table, "<A.b-c_d+e=f@Example.COM>", "A.b-c_d+e=f@Example.COM");
        passes(table, "<!#$%&'*+-/=?^_`{|}~@example.com>", "!#$%&'*+-/=?^_`{|}~@example.com");
        passes(table, "<a@[192.0.2.1]>", "a@[192.0.2.1]");
        passes(table, "<a@[IPv6:2001:db8::1]>", "a@[IPv6:2001:db8::1]");
        passes(table, "<a@x_y.example.com>", "a@x_y.example.com");
        passes(table, "<" + GREEN + "@" + GREEN + ".example>", GREEN + "@" + GREEN + ".example");
        passes(table, "<" + LONG + "@example.com.evil.test>", LONG + "@example.com.evil.test");
        passes(table, "<postmaster>", "postmaster");
        // Without brackets.
        passes(table, "a@example.com", "a@example.com");
        passes(table, "   a@example.com", "a@example.com");
        passes(table, "\"a b\"@example.com", "\"a b\"@example.com");
        passes(table, "postmaster", "postmaster");
        refused(table, LONG + LONG + "@example.com");
        refused(table, " ".repeat(2020) + "a@example.com.evil.test");
        refused(table, "p".repeat(2025) + "@example.com.evil.test");
        // Quoted local parts: one mailbox is one address, however it is spelled.
        passes(table, "<\"a b\"@example.com>", "\"a b\"@example.com");
        passes(table, "<\"a\"@example.com>", "a@example.com");
        passes(table, "<\"a.b\"@example.com>", "a.b@example.com");
        passes(table, "<\"\\a\\.b\"@example.com>", "a.b@example.com");
        passes(table, "<\"a\\\"b\\\\c\"@example.com>", "\"a\\\"b\\\\c\"@example.com");
        passes(table, "<\"a@evil.test\"@example.com>", "\"a@evil.test\"@example.com");
        passes(table, "<\"a>b<c\"@example.com>", "\"a>b<c\"@example.com");
        passes(table, "<\"a,b\"@example.com>", "\"a,b\"@example.com");
        refused(table, "<\"@a:b\"@example.com>"); // delivered to b@example.com
        refused(table, "<\"@a\"@example.com>");
        passes(table, "<\"a(b\"@example.com>", "\"a(b\"@example.com");
        passes(table, "<\" \"@example.com>", "\" \"@example.com");
        passes(table, "<\"" + GREEN + " b\"@example.com>", "\"" + GREEN + " b\"@example.com");
        passes(table, "<a..b@example.com>", "\"a..b\"@example.com");
        passes(table, "<a.@example.com>", "\"a.\"@example.com");
        passes(table, "<.a@example.com>", "\".a\"@example.com");
        refused(table, "<\"\"@example.com>");
        refused(table, "<\"a@evil.test\">");
        refused(table, "\"a@evil.test\"");
        refused(table, "<\"a\"b@example.com>");
        refused(table, "<a\"b\"@example.com>");
        refused(table, "<a.\"b\"@example.com>");
        refused(table, "<\"a b@example.com>");
        refused(table, "<\"a\\\"@example.com>");
        refused(table, "<\"a\tb\"@example.com>");
        refused(table, "<\"a\u0001b\"@example.com>");
        // Source routes: Postfix delivers to what is behind them.
        passes(table, "<@x.test:a@example.com>", "a@example.com");
        passes(table, "<@x.test,@y.test:a@example.com>", "a@example.com");
        passes(table, "@x.test:a@example.com", "a@example.com");
        passes(table, "<@x.test:\"a b\"@example.com>", "\"a b\"@example.com");
        refused(table, "<@x.test:@y.test:a@example.com>");
        refused(table, "<@x.test a@example.com>");
        refused(table, "<@x.test, @y.test:a@example.com>");
        refused(table, "<@[IPv6:::1]:a@example.com>");
        refused(table, "<@x.test:>");
        refused(table, "<@x.test>");
        refused(table, "<@:a@example.com>");
        // Text beside the brackets.
        refused(table, "<>s@x.test");
        refused(table, "<>a");
        refused(table, "<><s@x.test>");
        refused(table, "s@x.test<>");
        refused(table, "<a@example.com>b@x.test");
        refused(table, "<a@example.com><b@x.test>");
        refused(table, "<a@example.com>,<b@x.test>");
        refused(table, "<a@example.com> <b@x.test>");
        refused(table, "a@example.com,b@x.test");
        refused(table, "a@example.com, b@x.test");
        refused(table, "Boss <a@example.com>");
        refused(table, "\"Boss\" <a@example.com>");
        refused(table, "Boss<a@example.com>");
        refused(table, "<a@example.com>SIZE=1");
        refused(table, "list:a@example.com,b@x.test;");
        refused(table, "<list:a@example.com;>");
        // Brackets and blanks.
        refused(table, "<<a@example.com>>");
        refused(table, "<a@example.com>>");
        refused(table, "<a@example.com");
        refused(table, "a@example.com>");
        refused(table, "<");
        refused(table, "<<>>");
        refused(table, "< >");
        refused(table, "< a@example.com>");
        refused(table, "<a@example.com >");
        refused(table, "<a @example.com>");
        refused(table, "<a@ example.com>");
        refused(table, "<a b@example.com>");
        refused(table, "<a@example.com b@x.test>");
        refused(table, "");
        // Comments and backslashes.
        refused(table, "<a@example.com(comment)>");
        refused(table, "<(a@example.com)b@x.test>");
        refused(table, "(a@example.com) b@x.test");
        refused(table, "<a(b)@example.com>");
        refused(table, "a@example.com(c)");
        refused(table, "<a\\@x.test@example.com>");
        refused(table, "<a\\>@example.com>");
        refused(table, "<a\\ b@example.com>");
        refused(table, "a\\@example.com");
        // Domains.
        refused(table, "<a@b@example.com>");
        refused(table, "<a@>");
        refused(table, "<@>");
        refused(table, "<a@.example.com>");
        refused(table, "<a@example.com.>");
        refused(table, "<a@example..com>");
        refused(table, "<a@\"example\".com>");
        refused(table, "<a@[192.0.2.1>");
        refused(table, "<a@[192.0.2.1]x>");
        refused(table, "<a@[192.0.2.1]@x.test>");
        refused(table, "<a@[]>");
        refused(table, "<a;b@example.com>");
        // Postfix makes another address of these.
        refused(table, "<x.test!a>");
        refused(table, "<a%x.test>");
        refused(table, "x.test!a");
        passes(table, "<x.test!a@example.com>", "x.test!a@example.com");
        passes(table, "<a%x.test@example.com>", "a%x.test@example.com");
        // Control characters of UTF-8.
        refused(table, "<a\u00c2\u0085b@example.com>");
        refused(table, "<a\u007fb@example.com>");
        // Parameters of no sender and of no recipient.
        refused(table, "<a@example.com> <b>");
        refused(table, "<a@example.com> \"");
        refused(table, "<a@example.com> X=\"a SIZE=1\"");
        return table;
    }

    private static void passes(List<AddressSpelling> table, String text, String address) {
        table.add(new AddressSpelling(text, address));
    }

    private static void refused(List<AddressSpelling> table, String text) {
        table.add(new AddressSpelling(text, REFUSED));
    }

    /** Small changes of what is in the table. */
    static List<String> spellingsThatNobodyHasThoughtOf() {
        Random random = new Random(5321);
        List<AddressSpelling> table =
                table().stream().filter(one -> one.text().length() < 60).toList();
        List<String> changed = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            StringBuilder text =
                    new StringBuilder(table.get(random.nextInt(table.size())).text());
            for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
                int at = random.nextInt(text.length() + 1);
                int end = Math.min(text.length(), at + random.nextInt(2));
                String in = random.nextInt(3) == 0
                        ? ""
                        : ODD.substring(random.nextInt(ODD.length())).substring(0, 1);
                text.replace(at, end, in);
            }
            changed.add(text.toString());
        }
        return changed;
    }
}
