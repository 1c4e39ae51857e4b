package dev.sockeye.tipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses, and the forms of the topology server: without a kernel that has TIPC. */
class TipcAddressTest {

  private final TipcCodec codec = new TipcCodec();

  private TipcAddress parse(String uri, boolean passive) {
    return (TipcAddress) codec.parse(Tipc.STREAM, EndpointUri.valueOf(uri), passive);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1000:5", "1000:5@node", "1000:0-99", "64:0-4294967295@node", "0/0"})
  void anAddressToBindToIsItsText(String text) {
    TipcAddress address = parse("tipc:" + text, true);
    assertEquals(text, address.toString());
    assertEquals("tipc:" + text, EndpointUri.valueOf("tipc:1:1").withAddress(address).toString());
    assertEquals(address, parse("tipc:" + text, true));
    assertEquals(address.hashCode(), parse("tipc://" + text, true).hashCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1000:5", "1000:5@1001002", "1001002/2975869106"})
  void anAddressToConnectToIsItsText(String text) {
    assertEquals(text, parse("tipc:" + text, false).toString());
  }

  @Test
  void whatDiffersIsNotEqual() {
    TipcAddress.Service service = new TipcAddress.Service(1000, 5);
    assertNotEquals(service, service.within(TipcScope.NODE));
    assertNotEquals(service, service.at(7));
    assertNotEquals(service, new TipcAddress.Range(1000, 5, 5));
    assertEquals(service, service.within(TipcScope.CLUSTER));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1000", "1000:", "host:5", "1000:5-", "1000:9-5", "4294967296:1", "1:2@x", "0/0"})
  void anAddressThatIsNoneIsExplained(String text) {
    String uri = "tipc:" + text;
    Exception e = assertThrows(IllegalArgumentException.class, () -> parse(uri, false));
    assertTrue(e.getMessage().startsWith(uri + ": "), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1000:5@1001002", "1001002/17"})
  void whatCanOnlyBeConnectedToIsNotBoundTo(String text) {
    assertThrows(IllegalArgumentException.class, () -> parse("tipc:" + text, true));
  }

  /** Byte for byte as {@code <linux/tipc.h>} lays it out. */
  @Test
  void aSubscriptionTakes28BytesAndAnEventTellsItAgain() {
    TipcSubscription subscription =
        new TipcSubscription(
            new TipcAddress.Range(1000, 1, 9), true, Optional.of(Duration.ofSeconds(3)), 77);
    ByteBuffer bytes = ByteBuffer.allocate(TipcEvent.SIZE).order(ByteOrder.nativeOrder());
    bytes.putInt(2).putInt(3).putInt(4).putInt(55).putInt(0x1001002);
    subscription.write(bytes);
    assertEquals(TipcEvent.SIZE, bytes.position());
    assertEquals(1000, bytes.getInt(20));
    assertEquals(9, bytes.getInt(28));
    assertEquals(3000, bytes.getInt(32));
    assertEquals(1, bytes.getInt(36));
    assertEquals(
        new TipcEvent(
            TipcEvent.Kind.WITHDRAWN, 3, 4, new TipcAddress.Id(0x1001002, 55), subscription),
        TipcEvent.read(bytes.flip()));
  }
}
