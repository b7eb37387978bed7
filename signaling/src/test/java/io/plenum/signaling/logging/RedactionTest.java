package io.plenum.signaling.logging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.plenum.bridge.bytes.TransportAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {
    private final Redaction on = new Redaction(new byte[32]);
    private final Redaction off = Redaction.of(false);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.7 | 192.0.0.0/16",
                "from 192.0.2.7:50000. | from 192.0.0.0/16.",
                "java.net.ConnectException: /203.0.113.255:443 | java.net.ConnectException: /203.0.0.0/16",
                "192.0.2.7, 198.51.100.1 | 192.0.0.0/16, 198.51.0.0/16",
                "2001:db8::7 is silent | 2001::/16 is silent",
                "[2001:db8::7]:50000 | 2001::/16",
                "at 2001:db8:1:2:3:4:5:6: refused | at 2001::/16: refused",
                "fe80::1%eth0 | fe80::/16",
                "::ffff:192.0.2.7 | 192.0.0.0/16",
                "a line\\n192.0.2.7 | a line\\n192.0.0.0/16",
                "peer:192.0.2.7.5000 | peer:192.0.0.0/16.5000",
                "remote:2001:db8::7;[::1]:80 | remote:2001::/16;0::/16",
                "{\"address\":\"192.0.2.7\"} | {\"address\":\"192.0.0.0/16\"}",
            })
    void ofAnAddressTheNetworkStays(String text, String hidden) {
        assertThat(on.text(text)).isEqualTo(hidden);
        assertThat(off.text(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "12:30:45.123 INFO",
        "999.1.1.1 is none",
        "AB:CD:EF:01:23:45",
        "io.plenum.Foo::bar",
        "1.5.38",
        "section 4.2.1.",
        "room: a participant",
    })
    void whatIsNoAddressStays(String text) {
        assertThat(on.text(text)).isEqualTo(text);
    }

    @Test
    void aNameBecomesTheSameHashForAsLongAsTheKeyIsTheSame() {
        assertThat(on.name("Ada Lovelace"))
                .matches("anon-[0-9a-f]{8}")
                .isEqualTo(on.name("Ada Lovelace"))
                .isNotEqualTo(on.name("Grace"));
        byte[] other = new byte[32];
        Arrays.fill(other, (byte) 1);
        assertThat(new Redaction(other).name("Ada Lovelace")).isNotEqualTo(on.name("Ada Lovelace"));
        assertThat(on.name("")).isEmpty();
        assertThat(off.name("Ada Lovelace")).isEqualTo("Ada Lovelace");
        assertThat(Redaction.of(true).name("Ada")).isNotEqualTo(on.name("Ada"));
    }

    @Test
    void namesAndAddressesOfAnAnswerAreHiddenHoweverDeep() throws Exception {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("room", "daily");
        answer.put("at", 17L);
        answer.put("nothing", null);
        answer.put(
                "participants",
                List.of(Map.of("id", "p-1", "name", "Ada", "remoteAddress", "192.0.2.7:5000")));
        answer.put(
                "report",
                new ObjectMapper()
                        .readTree(
                                "[{\"address\":\"2001:db8::1\",\"port\":5,\"list\":[\"10.1.2.3\"]}]"));
        assertThat(on.members(answer).toString())
                .isEqualTo(
                        "{room=%s, at=17, nothing=null, participants=%s, report=%s}"
                                .formatted(
                                        on.name("daily"),
                                        List.of(
                                                on.members(
                                                        Map.of(
                                                                "id",
                                                                "p-1",
                                                                "name",
                                                                "Ada",
                                                                "remoteAddress",
                                                                "192.0.2.7:5000"))),
                                        "[{\"address\":\"2001::/16\",\"port\":5,\"list\":[\"10.1.0.0/16\"]}]"));
        assertThat(on.members(answer).toString())
                .contains("remoteAddress=192.0.0.0/16", "id=p-1")
                .doesNotContain("daily", "Ada");
        assertThat(off.members(answer)).isEqualTo(answer);
    }

    @Test
    void anAddressKeepsItsPortAndSixteenBits() {
        TransportAddress four = TransportAddress.ofIpv4(0xC000_0207, 5_000);
        assertThat(on.address(four)).isEqualTo(TransportAddress.ofIpv4(0xC000_0000, 5_000));
        TransportAddress six =
                TransportAddress.of(
                        new InetSocketAddress(InetAddress.ofLiteral("2001:db8::7"), 443));
        assertThat(on.address(six).toInetSocketAddress().getAddress())
                .isEqualTo(InetAddress.ofLiteral("2001::"));
        assertThat(off.address(six)).isEqualTo(six);
    }
}
