package dev.sockeye.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.RawOption;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The sizes of buffers count from the handshake on: they are set before it. */
@Timeout(60)
// "try": listeners that are there to be reached, and nothing else; the addresses are numbers.
@SuppressWarnings({"try", "AddressSelection"})
final class BufferSizesTest {

  private static final int SMALL = 4_096;

  /**
   * {@code TCP_INFO}: the seventh byte has the two window scales, the own one in the upper half.
   */
  private static final RawOption TCP_INFO = new RawOption(6, 11, 8);

  @TempDir Path folder;

  private static int windowScale(int receiveBuffer) throws IOException {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    try (ServerSocket server = new ServerSocket(0, 1, loopback);
        EndpointSocket socket = new EndpointSocket("tcp4://127.0.0.1:" + server.getLocalPort())) {
      if (receiveBuffer > 0) {
        socket.setReceiveBufferSize(receiveBuffer);
      }
      socket.connect(new InetSocketAddress(1));
      return (socket.endpoint().getOption(TCP_INFO)[6] & 0xff) >> 4;
    }
  }

  /** The scale is agreed on by the SYN segments, RFC 7323: a small window needs none. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void theWindowIsScaledForTheBuffer() throws IOException {
    assertTrue(windowScale(0) > 0, "the system's own buffers need no scale");
    assertEquals(0, windowScale(SMALL));
  }

  private int sendBuffer(String options, int size) throws IOException {
    EndpointUri uri = EndpointUri.valueOf("unix:" + folder.resolve("s"));
    try (Listener<StreamEndpoint> listener = Network.system().listenStream(uri);
        EndpointSocket socket = new EndpointSocket(uri + options)) {
      socket.setSendBufferSize(size);
      socket.connect(new InetSocketAddress(1));
      return socket.endpoint().getOption(StandardSocketOptions.SO_SNDBUF);
    }
  }

  @Test
  void aSizeThatTheTransportTakesIsSet() throws IOException {
    assertTrue(sendBuffer("", 40_000) < 100_000, "the buffer's size was not set");
  }

  /** As those of the JDK's: the driver's word comes last. */
  @Test
  void whatTheSocketIsToldCountsMoreThanTheUri() throws IOException {
    assertEquals(sendBuffer("", 40_000), sendBuffer("?SO_SNDBUF=20000", 40_000));
  }
}
