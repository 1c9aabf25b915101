package postprox.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import postprox.world.MailSink;

/** The inbox of a server that sends all its mail on to a sink. One thread at a time. */
final class SinkInbox implements Inbox, AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("<([^>]*)>");

    private final MailSink sink = MailSink.start();
    private final List<Arrived> arrived = new ArrayList<>();

    /** The port of 127.0.0.1 that the server sends its mail to. */
    int port() {
        return sink.port();
    }

    @Override
    public Arrived await(Mail mail) {
        Optional<Arrived> found = find(mail);
        while (found.isEmpty()) {
            takeNext();
            found = find(mail);
        }
        return found.get();
    }

    @Override
    public int copies(Mail mail) {
        while (sink.waiting() > 0) {
            takeNext();
        }
        return (int) arrived.stream()
                .filter(message -> message.content().contains(mail.subjectEnd()))
                .count();
    }

    @Override
    public void close() {
        sink.close();
    }

    private Optional<Arrived> find(Mail mail) {
        return arrived.reversed().stream()
                .filter(message -> message.content().contains(mail.subjectEnd()))
                .findFirst();
    }

    private void takeNext() {
        MailSink.Message message = sink.await();
        List<String> addresses =
                message.envelope().stream().map(SinkInbox::address).toList();
        arrived.add(new Arrived(addresses.getFirst(), addresses.subList(1, addresses.size()), message.content()));
    }

    private static String address(String command) {
        Matcher address = ADDRESS.matcher(command);
        if (!address.find()) {
            throw new AssertionError("no address in " + command);
        }
        return address.group(1);
    }
}
