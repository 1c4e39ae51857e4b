package dev.sockeye.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.udp.contract.MulticastContract;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Groups of the system's UDP. */
class UdpMulticastTest extends MulticastContract {

  @Override
  protected Network network() {
    return Network.system();
  }

  @Test
  void anEmptyDatagramMayBeABroadcast() throws IOException {
    try (MessageEndpoint sender = network().socket(Udp.DATAGRAM4)) {
      sender.setOption(StandardSocketOptions.SO_BROADCAST, true);
      sender.connect(new InetSocketAddress("127.255.255.255", 9));
      assertEquals(1, sender.send(ByteBuffer.allocate(1)));
      assertEquals(0, sender.send(ByteBuffer.allocate(0)));
    }
  }
}
