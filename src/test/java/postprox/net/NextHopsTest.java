package postprox.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists of next hops as administrators write them. */
class NextHopsTest {
    private static List<Destination> parse(String text) {
        return NextHops.parse(text, Endpoint::parseNextHop);
    }

    @Test
    void placesStandWithCommasBetweenThem() {
        assertThat(parse("10.0.0.1:10026,[::1]:2525 ,  unix:/run/smtp,mx.example.org"))
                .containsExactly(
                        new Endpoint.Tcp("10.0.0.1", 10026),
                        new Endpoint.Tcp("::1", 2525),
                        Endpoint.parseNextHop("unix:/run/smtp"),
                        new Endpoint.Tcp("mx.example.org", 25));
    }

    @Test
    void mxAndSrvAreAskedForWhereAPrefixSaysSo() {
        assertThat(parse("mx:example.org")).containsExactly(new DnsName.Mx("example.org", 25));
        assertThat(parse("mx:example.org.:587")).containsExactly(new DnsName.Mx("example.org", 587));
        assertThat(parse("srv:_smtp._tcp.example.org")).containsExactly(new DnsName.Srv("_smtp._tcp.example.org"));
        assertThat(parse("[mx.example.org]:587")).containsExactly(new Endpoint.Tcp("mx.example.org", 587));
    }

    /** As before there were prefixes. */
    @Test
    void aHostMayBeCalledMxOrSrv() {
        assertThat(parse("mx:25, srv:10026"))
                .containsExactly(new Endpoint.Tcp("mx", 25), new Endpoint.Tcp("srv", 10026));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a:1,            | 'a:1,': a place is missing beside a comma, as in 10.0.0.1:10026, 10.0.0.2:10026
                    a:1,,b:2        | 'a:1,,b:2': a place is missing beside a comma, as in 10.0.0.1:10026, 10.0.0.2:10026
                    a:1,b:2,a:1     | 'a:1,b:2,a:1': a:1 stands there twice
                    a:1,b:x         | 'b:x': 'x' is no port; a port is a number from 1 to 65535
                    mx:[a.b]        | 'mx:[a.b]': brackets say that no MX is asked for, as in Postfix; leave mx: or the brackets out
                    mx:a..b         | 'mx:a..b': this is no name that DNS knows; write it as in mx:example.org
                    srv:a.b         | 'srv:a.b': a service has the form srv:_smtp._tcp.example.org
                    srv:_a._tcp.b:5 | 'srv:_a._tcp.b:5': DNS tells the port of a service; leave it out
                    """)
    void aMistakeIsNamed(String text, String complaint) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(complaint);
    }

    @Test
    void thereAreNotTooMany() {
        assertThatThrownBy(() -> parse("a:1,a:2,a:3,a:4,a:5,a:6,a:7,a:8,a:9,a:10,a:11,a:12,a:13,a:14,a:15,a:16,a:17"))
                .hasMessageEndingWith("there are more than 16 places");
    }
}
