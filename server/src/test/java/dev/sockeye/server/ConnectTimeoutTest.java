package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.memory.MemoryNetwork;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A connect under way has as long as {@code SO_SNDTIMEO} says, as a blocking one has. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ConnectTimeoutTest {

  private static final Duration TIMEOUT = Duration.ofMillis(200);
  private static final int MORE = 20; // than the backlog has room for

  @TempDir private Path folder;
  private final MemoryNetwork memory = MemoryNetwork.create();
  private final Failures failures = new Failures();
  private EventLoop loop;

  @BeforeEach
  void start() throws IOException {
    loop = EventLoop.builder().name("test").onFailure(failures).start();
  }

  @AfterEach
  void close() {
    loop.close();
    assertEquals(0, memory.openSockets());
  }

  private Network network(Where where) {
    return where == Where.MEMORY ? memory : Network.system();
  }

  private EndpointUri uri(Where where, String text) {
    return Where.uri(network(where), folder, text).withOption(EndpointOptions.BACKLOG.name(), "1");
  }

  @ParameterizedTest
  @CsvSource({
    "MEMORY, tcp://127.0.0.1:0",
    "SYSTEM, tcp://127.0.0.1:0",
    "MEMORY, unix:/run/s",
    "SYSTEM, unix:FOLDER/s",
    "SYSTEM, unix:@NAME"
  })
  void ofAStream(Where where, String text) throws Exception {
    try (Listener<StreamEndpoint> listener = network(where).listenStream(uri(where, text))) {
      Recorder last = null;
      for (int i = 0; i < MORE; i++) {
        StreamEndpoint client = network(where).socket(listener.spec());
        client.setOption(EndpointOptions.SO_SNDTIMEO, TIMEOUT).configureBlocking(false);
        client.connect(listener.getLocalAddress());
        last = new Recorder();
        loop.register(client, last);
      }
      assertTimedOut(last.cause());
    }
  }

  @ParameterizedTest
  @CsvSource({"MEMORY, unix+seqpacket:/run/s", "SYSTEM, unix+seqpacket:FOLDER/s"})
  void ofMessages(Where where, String text) throws Exception {
    try (Listener<MessageEndpoint> listener = network(where).listenMessages(uri(where, text))) {
      Inbox last = null;
      for (int i = 0; i < MORE; i++) {
        MessageEndpoint client = network(where).socket(listener.spec());
        client.setOption(EndpointOptions.SO_SNDTIMEO, TIMEOUT);
        client.configureBlocking(false);
        client.connect(listener.getLocalAddress());
        last = new Inbox();
        loop.register(client, last);
      }
      assertTimedOut(last.cause());
    }
  }

  private void assertTimedOut(String cause) {
    assertTrue(cause.contains(SocketTimeoutException.class.getName()), cause);
    failures.told().forEach(failure -> assertEquals("connect", failure.during()));
  }
}
