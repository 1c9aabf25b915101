package postprox.interop;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import postprox.world.MailSink;
import postprox.world.PostfixInstance;
import postprox.world.Tools;
import postprox.world.Workspace;

/** One Postfix with both of its ways to send mail through a proxy, each with an entrance for each proxy. */
final class PostfixClients implements AutoCloseable {
    private static final Pattern QUEUED = Pattern.compile("250 2.0.0 Ok: queued as (\\w+)");

    /** Where notices of what was refused go. */
    private final MailSink bounces = MailSink.start();

    private final PostfixInstance postfix;
    private final Map<Integer, Integer> beforeQueue = new HashMap<>();
    private final Map<Integer, Integer> afterQueue = new HashMap<>();

    /**
     * Starts it.
     *
     * @param ports where on 127.0.0.1 its mail may go
     */
    PostfixClients(Workspace workspace, List<Integer> ports) {
        postfix = PostfixInstance.in(workspace, "postfix-client", bounces.port())
                .parameter("message_size_limit", Integer.toString(Case.LARGEST))
                // As FILTER_README has it.
                .service("scan unix - - n - 10 smtp -o smtp_send_xforward_command=yes"
                        + " -o disable_mime_output_conversion=yes");
        for (int port : ports) {
            beforeQueue.put(port, entrance("smtpd_proxy_filter=127.0.0.1:" + port));
            afterQueue.put(port, entrance("content_filter=scan:[127.0.0.1]:" + port));
        }
        postfix.start();
    }

    /** Before the queue: the smtpd's proxy client, whose words are its server's to the remote client. */
    MailClient smtpdProxy() {
        return new Sender("Postfix smtpd_proxy_filter", EnumSet.of(Ability.SMTPUTF8, Ability.SOME_RECIPIENTS)) {
            @Override
            public Report send(Mail mail, int port) {
                return ByHand.send(mail, entrance(beforeQueue, port));
            }
        };
    }

    /** After the queue: smtp(8), whose words are in the log. */
    MailClient smtp() {
        return new Sender("Postfix content_filter", EnumSet.allOf(Ability.class)) {
            @Override
            public Report send(Mail mail, int port) {
                Matcher queued = QUEUED.matcher(
                        ByHand.send(mail, entrance(afterQueue, port)).words());
                if (!queued.find()) {
                    throw new AssertionError("Postfix does not queue the message");
                }
                return await(queued.group(1), mail.recipients());
            }
        };
    }

    @Override
    public void close() {
        postfix.close();
        bounces.close();
    }

    private int entrance(String option) {
        int port = Tools.freePort();
        postfix.service("127.0.0.1:" + port + " inet n - n - - smtpd -o " + option);
        return port;
    }

    private static int entrance(Map<Integer, Integer> entrances, int port) {
        Integer entrance = entrances.get(port);
        if (entrance == null) {
            throw new IllegalArgumentException("nothing goes to port " + port);
        }
        return entrance;
    }

    private Report await(String id, List<String> recipients) {
        String words = recipients.stream()
                .map(recipient -> postfix.log()
                        .await(id + ": to=<" + Pattern.quote(recipient) + ">.*, status=.*")
                        .group())
                .collect(Collectors.joining("\n"));
        if (words.contains("status=sent")) {
            return new Report(Report.Outcome.SENT, words);
        }
        return new Report(words.contains("status=bounced") ? Report.Outcome.REFUSED : Report.Outcome.DEFERRED, words);
    }

    private abstract static class Sender implements MailClient {
        private final String name;
        private final Set<Ability> abilities;

        Sender(String name, Set<Ability> abilities) {
            this.name = name;
            this.abilities = abilities;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String version() {
            return Versions.postfix();
        }

        @Override
        public Set<Ability> abilities() {
            return abilities;
        }
    }
}
