package dev.sockeye;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkOrderTest {

  private static final long BITS = 0x0102_0304_8506_F708L;

  @ParameterizedTest
  @ValueSource(longs = {BITS, 0, -1, 1, Long.MIN_VALUE})
  void memoryInHostOrderHoldsBigEndianBytes(long value) {
    ByteBuffer host = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
    ByteBuffer network = ByteBuffer.wrap(host.array());
    host.putShort(0, NetworkOrder.htons((short) value));
    assertEquals((short) value, network.getShort(0));
    assertEquals((short) value, NetworkOrder.ntohs(host.getShort(0)));
    host.putInt(0, NetworkOrder.htonl((int) value));
    assertEquals((int) value, network.getInt(0));
    assertEquals((int) value, NetworkOrder.ntohl(host.getInt(0)));
    host.putLong(0, NetworkOrder.htonll(value));
    assertEquals(value, network.getLong(0));
    assertEquals(value, NetworkOrder.ntohll(host.getLong(0)));
  }
}
