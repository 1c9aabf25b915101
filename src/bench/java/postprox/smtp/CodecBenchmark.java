package postprox.smtp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * How fast content goes through the codec. An operation is a byte of content as it is on the wire, so that operations a
 * nanosecond are GB/s; {@link #copy} is what the same bytes cost when nobody looks at them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
    private static final String LINE = "A line of mail is about as long as this one, which has 75 bytes in itself.\r\n";
    private static final int LINES = 13_000;

    /** About a megabyte. */
    private static final int BYTES = LINES * 76;

    private final byte[] wire = LINE.repeat(LINES).getBytes(StandardCharsets.ISO_8859_1);
    private final byte[] text = LINE.replace("\r", "").repeat(LINES).getBytes(StandardCharsets.ISO_8859_1);
    private final byte[] ending = "\r\n.\r\n".getBytes(StandardCharsets.ISO_8859_1);
    private final byte[] target = new byte[wire.length];

    @Benchmark
    @OperationsPerInvocation(BYTES)
    public byte[] copy() {
        System.arraycopy(wire, 0, target, 0, wire.length);
        return target;
    }

    @Benchmark
    @OperationsPerInvocation(BYTES)
    public boolean dataReader(Blackhole hole) throws IOException {
        return new DataReader(StrayCr.SPACE)
                .read(
                        new InputBuffer(new Memory(wire, ending)),
                        (bytes, offset, length) -> hole.consume(bytes[offset]));
    }

    @Benchmark
    @OperationsPerInvocation(BYTES)
    public void dataWriter(Blackhole hole) throws IOException {
        DataWriter writer = new DataWriter(
                (bytes, offset, length) -> hole.consume(bytes[offset]), DataWriter.LineEnds.LF, StrayCr.SPACE);
        writer.write(text, 0, text.length);
        writer.finish();
    }

    @Benchmark
    @OperationsPerInvocation(BYTES)
    public int lineEnd() {
        int count = 0;
        for (int at = 0; at < wire.length; at = LineEnd.indexOf(wire, at, wire.length) + 1) {
            count++;
        }
        return count;
    }

    /** A source that never waits. */
    private static final class Memory implements ByteSource {
        private final byte[][] parts;
        private int part;
        private int position;

        Memory(byte[]... parts) {
            this.parts = parts;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (part < parts.length && position == parts[part].length) {
                part++;
                position = 0;
            }
            if (part == parts.length) {
                return -1;
            }
            int count = Math.min(length, parts[part].length - position);
            System.arraycopy(parts[part], position, buffer, offset, count);
            position += count;
            return count;
        }
    }
}
