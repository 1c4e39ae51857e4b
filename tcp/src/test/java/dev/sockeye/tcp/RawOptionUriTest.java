package dev.sockeye.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.InetOptions;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.RawOption;
import dev.sockeye.SocketErrnoException;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteOrder;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Options that a URI gives by their numbers. */
@Timeout(60)
class RawOptionUriTest {

  private final Network network = Network.system();

  @BeforeEach
  void needsNativeCalls() throws IOException {
    try (StreamEndpoint probe = network.socket(Tcp.STREAM)) {
      boolean there = probe.supportedOptions().contains(InetOptions.TCP_USER_TIMEOUT);
      assumeTrue(there, "no native calls here, or not Linux");
    }
  }

  private Listener<StreamEndpoint> listen(String options) throws IOException {
    return network.listenStream(EndpointUri.valueOf("tcp4://127.0.0.1:0" + options));
  }

  private StreamEndpoint connect(Listener<?> listener, String options) throws IOException {
    EndpointUri uri = EndpointUri.valueOf("tcp4://h:1" + options);
    return network.connectStream(uri.withAddress(listener.getLocalAddress()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"6:18:i5000", "0x6:0x12:i0x1388", "6:18:x88130000", "6:18:i1,6:18:i5000"})
  void isSetOnWhatConnects(String setting) throws IOException {
    assumeTrue(
        ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN || !setting.contains("x8"),
        "the bytes are those of a machine with the other order");
    try (Listener<StreamEndpoint> listener = listen("");
        StreamEndpoint client = connect(listener, "?setsockopt=" + setting)) {
      assertEquals(Duration.ofSeconds(5), client.getOption(InetOptions.TCP_USER_TIMEOUT));
    }
  }

  /** IP_TOS, which what it accepts has too; and a name, TCP_CONGESTION. */
  @Test
  void isSetOnWhatListens() throws IOException {
    String reno = "6:13:x" + "72656e6f";
    try (Listener<StreamEndpoint> listener = listen("?SETSOCKOPT=0:1:i16," + reno);
        StreamEndpoint client = connect(listener, "");
        StreamEndpoint accepted = listener.accept()) {
      assertEquals("reno", listener.getOption(InetOptions.TCP_CONGESTION));
      assertEquals("reno", accepted.getOption(InetOptions.TCP_CONGESTION));
      assertEquals(16, accepted.getOption(new RawOption(0, 1, 4))[0]);
      assertEquals(0, client.getOption(StandardSocketOptions.IP_TOS));
    }
  }

  @Test
  void anIntMayBeNegative() throws IOException {
    try (Listener<StreamEndpoint> listener = listen("?SETSOCKOPT=0:2:i-1,1:36:i0xffffffff")) {
      byte[] mark = listener.getOption(new RawOption(1, 36, 4)); // SO_MARK
      assertArrayEquals(new byte[] {-1, -1, -1, -1}, mark);
    } catch (SocketErrnoException e) {
      assumeTrue(e.errno() != Errno.EPERM, "this user may not set SO_MARK");
      throw e;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "6",
        "6:18",
        "6:18:",
        "6:18:5000",
        "6:18:i",
        "6:18:x",
        "6:18:x123",
        "6:18:xgg",
        "6:18:i5000:1",
        "TCP:18:i1",
        "6:18:i4294967296",
        "6:99999999999:i1",
        "6:18:i1,"
      })
  void whatIsNoneIsExplained(String setting) {
    EndpointUri uri = EndpointUri.valueOf("tcp4://127.0.0.1:0?SETSOCKOPT=" + setting);
    Exception e = assertThrows(IllegalArgumentException.class, () -> network.listenStream(uri));
    String message = e.getMessage();
    assertTrue(message.startsWith(uri + ": SETSOCKOPT cannot be '"), message);
    assertTrue(message.contains("write LEVEL:NUMBER:VALUE"), message);
    assertTrue(message.contains("6:18:i5000"), message);
  }

  @Test
  void theSystemSaysWhichThereAre() {
    SocketErrnoException e =
        assertThrows(SocketErrnoException.class, () -> listen("?SETSOCKOPT=6:9999:i1"));
    assertEquals(Errno.ENOPROTOOPT, e.errno());
    assertTrue(e.getMessage().contains("OPTION_6_9999"), e.getMessage());
  }
}
