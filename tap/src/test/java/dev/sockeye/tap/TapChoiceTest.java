package dev.sockeye.tap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.memory.MemoryNetwork;
import dev.sockeye.tcp.Tcp;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A choice of what is recorded that fails leaves nothing open. */
class TapChoiceTest {

  private static final EndpointUri URI = EndpointUri.valueOf("tcp://127.0.0.1:7000");

  @TempDir Path folder;
  private final MemoryNetwork memory = MemoryNetwork.create();
  private TapNetwork tapped;

  @BeforeEach
  void failAtEveryChoice() throws IOException {
    PcapngSink sink = PcapngSink.create(folder.resolve("tap.pcapng"));
    tapped =
        TapNetwork.over(memory, sink)
            .only(
                endpoint -> {
                  throw new IllegalStateException("no choice");
                });
  }

  @Test
  void ofWhatConnects() throws IOException {
    try (Listener<StreamEndpoint> listener = memory.listenStream(URI)) {
      assertThrows(IllegalStateException.class, () -> tapped.connectStream(URI));
      listener.accept().close();
      assertEquals(1, memory.openSockets());
    }
  }

  @Test
  void ofWhatIsAccepted() throws IOException {
    try (Listener<StreamEndpoint> listener = tapped.listenStream(URI)) {
      ((Network) memory).connectStream(URI).close();
      assertThrows(IllegalStateException.class, listener::accept);
      assertEquals(1, memory.openSockets());
    }
  }

  @Test
  void ofAPair() {
    assertThrows(IllegalStateException.class, () -> tapped.pair(Tcp.STREAM));
    assertEquals(0, memory.openSockets());
  }
}
