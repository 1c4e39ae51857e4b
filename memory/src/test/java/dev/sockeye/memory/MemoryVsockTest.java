package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.vsock.Vsock;
import dev.sockeye.vsock.VsockAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Addresses of vsock in memory. */
@Timeout(60)
class MemoryVsockTest {

  private static final VsockAddress HOST = new VsockAddress(VsockAddress.HOST, 5000);
  private static final VsockAddress GUEST = new VsockAddress(3, 5000);

  private final MemoryNetwork network = MemoryNetwork.create();

  private Listener<StreamEndpoint> listenStream(String uri) throws IOException {
    return network.listenStream(EndpointUri.valueOf(uri));
  }

  @Test
  void eachMachineHasPortsOfItsOwn() throws IOException {
    try (Listener<StreamEndpoint> host = listenStream("vsock://2:5000");
        Listener<StreamEndpoint> guest = listenStream("vsock://3:5000");
        StreamEndpoint client = network.connectStream(EndpointUri.valueOf("vsock://3:5000"));
        StreamEndpoint server = guest.accept()) {
      assertEquals(HOST, host.getLocalAddress());
      assertEquals(GUEST, server.getLocalAddress());
      assertEquals(client.getLocalAddress(), server.getRemoteAddress());
    }
  }

  @Test
  void aListenerWithoutAMachineAnswersForAll() throws IOException {
    try (Listener<StreamEndpoint> any = listenStream("vsock://:5000");
        StreamEndpoint client = network.connectStream(EndpointUri.valueOf("vsock://2:5000"));
        StreamEndpoint server = any.accept()) {
      assertEquals(HOST, client.getRemoteAddress());
      assertEquals(HOST, server.getLocalAddress());
      assertThrows(BindException.class, () -> listenStream("vsock://3:5000"));
    }
  }

  @Test
  void streamsAndMessagesShareTheirPorts() throws IOException {
    try (Listener<StreamEndpoint> streams = listenStream("vsock://2:5000");
        MessageEndpoint messages = network.socket(Vsock.SEQPACKET)) {
      assertThrows(BindException.class, () -> messages.bind(HOST));
      assertThrows(ConnectException.class, () -> messages.connect(streams.getLocalAddress()));
    }
  }
}
