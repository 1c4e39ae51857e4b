package dev.sockeye.tipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where TIPC can be tried; that it works there, the test of the swap table shows. */
class TipcLoopbackTest {

  private final TipcTransport transport = new TipcTransport();

  private EndpointUri loopback(String scheme) {
    return transport.loopback(scheme, Path.of("free")).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tipc", "tipc+seqpacket", "tipc+rdm", "tipc+dgram"})
  void isAServiceOfThisNodeThatNobodyElseUses(String scheme) {
    EndpointUri uri = loopback(scheme);
    assertEquals(scheme, uri.scheme());
    TipcAddress.Service service =
        (TipcAddress.Service) new TipcCodec().parse(transport.schemes().get(scheme), uri, true);
    assertEquals(TipcScope.NODE, service.scope());
    assertTrue(service.type() >= 64, uri::toString);
    assertNotEquals(uri, loopback(scheme));
  }
}
