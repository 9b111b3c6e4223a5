package myelin.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

/// Users saw in the list of their devices that one was last seen at `0:0:0:0:0:0:0:1`.
final class IpTextTest {

    private static String text(String address) throws UnknownHostException {
        return IpText.of(InetAddress.getByName(address));
    }

    @Test
    void theLongestRunOfZerosIsLeftOut() throws UnknownHostException {
        assertThat(text("0:0:0:0:0:0:0:1")).isEqualTo("::1");
        assertThat(text("0:0:0:0:0:0:0:0")).isEqualTo("::");
        assertThat(text("FE80:0:0:0:0:0:0:0")).isEqualTo("fe80::");
        assertThat(text("2001:db8:0:0:8:800:200c:417a")).isEqualTo("2001:db8::8:800:200c:417a");
        assertThat(text("2001:0:0:1:0:0:0:1")).isEqualTo("2001:0:0:1::1");
        assertThat(text("10:0:0:100:0:10:0:a0")).isEqualTo("10::100:0:10:0:a0");
    }

    @Test
    void theFirstOfEqualRunsIsLeftOut() throws UnknownHostException {
        assertThat(text("2001:db8:0:0:1:0:0:1")).isEqualTo("2001:db8::1:0:0:1");
    }

    @Test
    void aGroupOfZerosAloneStays() throws UnknownHostException {
        assertThat(text("2001:db8:0:1:1:1:1:1")).isEqualTo("2001:db8:0:1:1:1:1:1");
    }

    @Test
    void olderAddressesAreAsEver() throws UnknownHostException {
        assertThat(text("10.0.0.0")).isEqualTo("10.0.0.0");
        assertThat(text("::ffff:192.0.2.1")).isEqualTo("192.0.2.1");
    }
}
