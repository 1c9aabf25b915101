package postprox.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pipes that do not wait (O_NONBLOCK): a channel over one reads and writes 0 bytes where it could do nothing. */
class PipeTransportTest {
    private final List<String> events = new ArrayList<>();
    private boolean there;
    private boolean open = true;

    @Test
    void nothingToReadIsWaitedForAndNotTakenForSomething() throws IOException {
        int count = transport(() -> there = true).read(ByteBuffer.allocate(10));

        assertThat(count).isEqualTo(2);
        assertThat(events).containsExactly("read 0", "wait for input", "read 2");
    }

    @Test
    void aPipeThatIsFullIsWaitedFor() throws IOException {
        int count = transport(() -> there = true).write(ByteBuffer.wrap("Hi".getBytes(US_ASCII)));

        assertThat(count).isEqualTo(2);
        assertThat(events).containsExactly("write 0", "wait for output", "write 2");
    }

    @Test
    void aWaitThatEndsEarlyGoesOn() throws IOException {
        int count = transport(() -> there = events.size() > 4).read(ByteBuffer.allocate(10));

        assertThat(count).isEqualTo(2);
        assertThat(events)
                .containsExactly(
                        "read 0", "wait for input", "read 0", "wait for input", "read 0", "wait for input", "read 2");
    }

    @Test
    void theOutputEndsAloneAndTheInputIsStillRead() throws IOException {
        Pipe in = Pipe.open();
        Pipe out = Pipe.open();
        PipeTransport transport = new PipeTransport(in.source(), out.sink(), new NoWaiting());
        transport.endOutput();

        assertThat(out.source().read(ByteBuffer.allocate(10))).isEqualTo(-1);
        in.sink().write(ByteBuffer.wrap("Hi".getBytes(US_ASCII)));
        assertThat(transport.read(ByteBuffer.allocate(10))).isEqualTo(2);
        transport.close();
        in.sink().close();
        out.source().close();
    }

    private record NoWaiting() implements PipeTransport.Waiting {
        @Override
        public void forInput() {}

        @Override
        public void forOutput() {}
    }

    /** As the watchdog does when the client's time is over. */
    @Test
    void closingEndsTheWait() {
        PipeTransport transport = transport(() -> open = false);

        assertThatThrownBy(() -> transport.read(ByteBuffer.allocate(10))).isInstanceOf(ClosedChannelException.class);
        assertThat(events).containsExactly("read 0", "wait for input");
    }

    private PipeTransport transport(Runnable meanwhile) {
        return new PipeTransport(new Input(), new Output(), new PipeTransport.Waiting() {
            @Override
            public void forInput() {
                events.add("wait for input");
                meanwhile.run();
            }

            @Override
            public void forOutput() {
                events.add("wait for output");
                meanwhile.run();
            }
        });
    }

    private final class Input implements ReadableByteChannel {
        @Override
        public int read(ByteBuffer into) throws IOException {
            if (!open) {
                throw new ClosedChannelException();
            }
            if (there) {
                into.put("Hi".getBytes(US_ASCII));
            }
            events.add("read " + (there ? 2 : 0));
            return there ? 2 : 0;
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
        }
    }

    private final class Output implements WritableByteChannel {
        @Override
        public int write(ByteBuffer from) {
            int count = there ? from.remaining() : 0;
            from.position(from.position() + count);
            events.add("write " + count);
            return count;
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
        }
    }
}
