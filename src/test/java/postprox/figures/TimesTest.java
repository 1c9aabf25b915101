package postprox.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** A time comes back with a small error, whatever it is. */
class TimesTest {
    @Property
    void aTimeComesBackWithAnErrorOfAnEighthAtMost(@ForAll @LongRange(max = 7_200_000_000L) long micros) {
        Times times = new Times();
        times.add(Duration.ofNanos(micros * 1000));
        long median = times.percentile(50).toNanos() / 1000;

        assertThat(Math.abs(median - micros)).isLessThanOrEqualTo(micros / 8);
        assertThat(times.longest()).isEqualTo(Duration.ofNanos(micros * 1000));
        assertThat(times.count()).isEqualTo(1);
    }
}
