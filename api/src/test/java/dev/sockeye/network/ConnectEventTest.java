package dev.sockeye.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.sockeye.Domain;
import dev.sockeye.EndpointUri;
import dev.sockeye.Protocol;
import dev.sockeye.Semantics;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.spi.Transport;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectEventTest {

  private static final SocketSpec<StreamEndpoint> SPEC =
      new SocketSpec<>(
          Domain.AF_INET,
          SocketType.SOCK_STREAM,
          Protocol.DEFAULT,
          StreamEndpoint.class,
          Semantics.CONNECTION);

  @TempDir private Path folder;

  @Test
  void theFlightRecorderIsToldOfConnectsAndOfTheirFailures() throws Exception {
    StreamEndpoint endpoint = mock(StreamEndpoint.class);
    when(endpoint.getRemoteAddress()).thenReturn(InetSocketAddress.createUnresolved("good", 5));
    Transport transport = mock(Transport.class);
    when(transport.name()).thenReturn("tcp");
    when(transport.schemes()).thenReturn(Map.of("tcp", SPEC));
    when(transport.unavailable(any())).thenReturn(Optional.empty());
    EndpointUri good = EndpointUri.valueOf("tcp://good:5");
    EndpointUri bad = EndpointUri.valueOf("tcp://bad:5");
    when(transport.connect(eq(SPEC), eq(good))).thenReturn(endpoint);
    when(transport.connect(eq(SPEC), eq(bad))).thenThrow(new ConnectException("refused"));
    TransportNetwork network = new TransportNetwork(List.of(transport));
    List<RecordedEvent> events;
    try (Recording recording = new Recording()) {
      recording.enable("dev.sockeye.Connect").withoutThreshold();
      recording.start();
      assertSame(endpoint, network.connectStream(good));
      assertThrows(ConnectException.class, () -> network.connectStream(bad));
      recording.stop();
      Path file = Files.createTempFile(folder, "connect", ".jfr");
      recording.dump(file);
      events = RecordingFile.readAllEvents(file);
    }
    assertEquals(2, events.size());
    assertEquals("tcp://good:5", events.get(0).getString("uri"));
    assertTrue(events.get(0).getString("remote").contains("good"));
    assertNull(events.get(0).getString("failure"));
    assertEquals("tcp://bad:5", events.get(1).getString("uri"));
    assertTrue(events.get(1).getString("failure").contains("refused"));
  }
}
