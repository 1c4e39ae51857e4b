package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.IllegalBlockingModeException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a failure of a connection is told to be one of, whatever went well before. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class FailedStepTest {

  private static final EndpointUri ANY = EndpointUri.valueOf("tcp://127.0.0.1:0");

  private final Network network = Network.system();
  private final Failures failures = new Failures();

  private Server serve(EventHandler handler) throws IOException {
    return Server.builder(network).serveEvents(ANY, any -> handler).onFailure(failures).start();
  }

  private void answered(StreamEndpoint client) throws IOException {
    Clients.write(client, "once");
    assertEquals("once", Clients.read(client, 4));
  }

  @Test
  void aResetAfterAnAnswerIsAFailureOfReading() throws Exception {
    try (Server server = serve((c, in) -> c.write(in));
        StreamEndpoint client = Clients.stream(network, ANY, server)) {
      answered(client);
      client.setOption(StandardSocketOptions.SO_LINGER, 0);
      Clients.hangUp(client);
      assertEquals("read", failures.only().during());
    }
  }

  @Test
  void whatAHandlerThrowsAfterItHasWrittenIsTheHandlers() throws Exception {
    EventHandler handler =
        (c, in) -> {
          c.write(in);
          throw new IllegalStateException("after an answer");
        };
    try (Server server = serve(handler);
        StreamEndpoint client = Clients.stream(network, ANY, server)) {
      answered(client);
      assertEquals("handler", failures.only().during());
    }
  }

  @Test
  void aWriteThatFailsAfterAnotherIsAFailureOfWriting() throws Exception {
    EventHandler handler =
        (c, in) -> {
          c.write(in.slice());
          c.endpoint().shutdownOutput();
          c.write(in);
        };
    try (Server server = serve(handler);
        StreamEndpoint client = Clients.stream(network, ANY, server)) {
      answered(client);
      assertEquals("write", failures.only().during());
    }
  }

  @Test
  void noHandlerMakesItsSocketBlock() throws Exception {
    EventHandler handler =
        (c, in) -> {
          assertThrows(
              IllegalBlockingModeException.class, () -> c.endpoint().configureBlocking(true));
          c.write(in);
        };
    try (Server server = serve(handler);
        StreamEndpoint client = Clients.stream(network, ANY, server)) {
      answered(client);
      answered(client);
    }
    failures.none();
  }
}
