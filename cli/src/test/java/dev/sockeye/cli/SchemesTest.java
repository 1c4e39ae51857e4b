package dev.sockeye.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.EndpointUri;
import dev.sockeye.UriAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;

/** Where what listens is to be connected to. */
class SchemesTest {

  /** Of a family that the JDK does not know. */
  private static final class Address extends SocketAddress implements UriAddress {
    private static final long serialVersionUID = 1L;

    @Override
    public String uriForm() {
      return "//1:5000";
    }
  }

  private static String where(String uri, SocketAddress local) {
    return Schemes.withAddress(EndpointUri.valueOf(uri), local);
  }

  @Test
  void thePortThatTheSystemChoseIsToldOfEveryFamily() {
    SocketAddress inet = InetSocketAddress.createUnresolved("127.0.0.1", 80);
    assertEquals("tcp://127.0.0.1:80", where("tcp://127.0.0.1:0?SO_RCVBUF=1", inet));
    assertEquals("vsock://1:5000", where("vsock://1:0?SO_RCVTIMEO=1s", new Address()));
  }

  @Test
  void aNameStaysAsItWasWritten() {
    SocketAddress path = UnixDomainSocketAddress.of("/run/a b");
    assertEquals("unix:/run/a b", where("unix:/run/a b?MODE=0600", path));
    assertEquals("unix+dgram:@name", where("unix+dgram:@name", null));
  }
}
