package dev.sockeye.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.memory.MemoryNetwork;
import dev.sockeye.server.Connection;
import dev.sockeye.server.EventHandler;
import dev.sockeye.server.EventLoop;
import dev.sockeye.server.MessageSocket;
import dev.sockeye.server.Server;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GreeterTest {

  private static final EndpointUri LINES = EndpointUri.valueOf("tcp://greeter.internal:1");
  private static final EndpointUri THREADS = EndpointUri.valueOf("unix:/run/greeter");

  private final MemoryNetwork network = MemoryNetwork.create();
  private Server server;

  private void start(String messages) throws Exception {
    server = Greeter.start(network, LINES, THREADS, EndpointUri.valueOf(messages));
  }

  @BeforeEach
  void start() throws Exception {
    start("sctp://greeter.internal:2");
  }

  @AfterEach
  void close() {
    server.close();
    network.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp://greeter.internal:1", "unix:/run/greeter"})
  void greetsByLines(String where) throws Exception {
    try (StreamEndpoint client = network.connectStream(EndpointUri.valueOf(where))) {
      for (String part : new String[] {"An", "n\nBob\nCl", "ara\n"}) {
        Streams.writeFully(client, UTF_8.encode(part));
      }
      client.shutdownOutput();
      assertEquals(
          "hello Ann\nhello Bob\nhello Clara\n",
          new String(Streams.inputStream(client).readAllBytes(), UTF_8));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "udp://greeter.internal:3",
        "tcp://greeter.internal:3",
        "unix+seqpacket:/run/greeter.messages",
        "sctp+seqpacket://greeter.internal:3"
      })
  void greetsByMessagesOnEveryTransport(String where) throws Exception {
    server.close();
    start(where);
    try (MessageEndpoint client = network.connectMessages(EndpointUri.valueOf(where))) {
      client.send(UTF_8.encode("Dora"));
      ByteBuffer answer = ByteBuffer.allocate(100);
      client.receive(answer);
      assertEquals("hello Dora\n", UTF_8.decode(answer.flip()).toString());
    }
  }

  @Test
  void aGuestOnALoopIsGreeted() throws Exception {
    EndpointUri messages = EndpointUri.valueOf("sctp://greeter.internal:2");
    BlockingQueue<String> greetings = new LinkedBlockingQueue<>();
    try (EventLoop loop = EventLoop.start("guests")) {
      MessageSocket socket = Greeter.visit(loop, network, messages, greetings::add);
      socket.send(UTF_8.encode("Eve"));
      assertEquals("hello Eve\n", greetings.poll(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void aHandlerIsTestedWithAMock() throws Exception {
    EventHandler echo = (connection, in) -> connection.write(in);
    Connection connection = mock(Connection.class);
    ByteBuffer received = UTF_8.encode("ping");
    echo.received(connection, received);
    verify(connection).write(received);
  }
}
