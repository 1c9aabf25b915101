package postprox.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeriesTest {
    private final Series series = new Series();

    /** The second round met a machine at half its speed. */
    @Test
    void ratioIsThatOfTheRoundsAndNotOfTheMedians() {
        round(100, 200);
        round(50, 100);
        round(110, 200);

        assertThat(series.ratio("ours", "theirs", Quantity.RATE)).isEqualTo(0.5);
        assertThat(series.median("ours", Quantity.RATE)).isEqualTo(100);
    }

    @Test
    void derivedSubjectIsMadeRoundByRound() {
        round(100, 200);
        round(10, 20);
        series.derive("sum", "ours", "theirs", Quantity.RATE, Double::sum);

        assertThat(series.file("sums").text()).isEqualTo("""
                        subject,quantity,unit,round,value
                        ours,rate,/s,1,100.000
                        ours,rate,/s,2,10.0000
                        theirs,rate,/s,1,200.000
                        theirs,rate,/s,2,20.0000
                        sum,rate,/s,1,300.000
                        sum,rate,/s,2,30.0000
                        """);
    }

    private void round(double ours, double theirs) {
        series.add("ours", Quantity.RATE, ours);
        series.add("theirs", Quantity.RATE, theirs);
    }
}
