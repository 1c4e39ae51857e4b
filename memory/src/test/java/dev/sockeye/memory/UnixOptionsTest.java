package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.StreamEndpoint;
import org.junit.jupiter.api.Test;

/** URIs with the options of the UNIX domain work in memory as they are. */
class UnixOptionsTest {

  private static final EndpointUri APP =
      EndpointUri.valueOf("unix:/run/app.sock?mode=0600&allow_uid=1000," + UnixTypesTest.ownUid());

  @Test
  void bothSidesMayHaveThem() throws Exception {
    try (MemoryNetwork network = MemoryNetwork.create();
        Listener<StreamEndpoint> listener = network.listenStream(APP);
        StreamEndpoint client = network.connectStream(APP);
        StreamEndpoint accepted = listener.accept()) {
      assertTrue(client.isConnected() && accepted.isConnected());
      assertEquals("0600", listener.getOption(EndpointOptions.of("MODE", String.class)));
    }
  }

  @Test
  void messagesHaveThemToo() throws Exception {
    EndpointUri log = EndpointUri.valueOf("unix+dgram:/run/log.sock?mode=0622");
    EndpointUri packets = EndpointUri.valueOf("unix+seqpacket:@packets?allow_uid=0");
    try (MemoryNetwork network = MemoryNetwork.create();
        MessageEndpoint receiver = network.bindMessages(log);
        Listener<MessageEndpoint> listener = network.listenMessages(packets)) {
      assertTrue(receiver.isOpen() && listener.isOpen());
    }
  }

  @Test
  void badValuesAreRefused() {
    for (String bad : new String[] {"mode=rwx", "mode=0999", "allow_uid=root", "allow_uid=1,,2"}) {
      try (MemoryNetwork network = MemoryNetwork.create()) {
        EndpointUri uri = EndpointUri.valueOf("unix:/run/app.sock?" + bad);
        assertThrows(IllegalArgumentException.class, () -> network.listenStream(uri), bad);
      }
    }
  }
}
