package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.BrokenPipeException;
import dev.sockeye.ConnectionResetException;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Shutdownable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages over connections: how they end. */
class MemoryMessageConnectionTest extends MessagesInMemory {

  @ParameterizedTest
  @ValueSource(strings = {"unix+seqpacket", "sctp"})
  void connectionEnds(String scheme) throws IOException {
    try (EndpointPair<MessageEndpoint> pair = pair(scheme)) {
      pair.first().send(bytes(1));
      pair.first().close();

      assertEquals(1, pair.second().receive(room()));
      assertEquals(MessageEndpoint.END_OF_INPUT, pair.second().receive(room()));
      assertThrows(EOFException.class, () -> pair.second().receiveFrom(room()));
      assertThrows(BrokenPipeException.class, () -> pair.second().send(bytes(1)));
    }
  }

  @Test
  void seqpacketEndsOneWay() throws IOException {
    try (EndpointPair<MessageEndpoint> pair = pair("unix+seqpacket")) {
      pair.first().unwrap(Shutdownable.class).shutdownOutput();

      assertEquals(MessageEndpoint.END_OF_INPUT, pair.second().receive(room()));
      assertEquals(1, pair.second().send(bytes(1)));
      assertEquals(1, pair.first().receive(room()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"unix+seqpacket", "sctp"})
  void closingWithUnreadMessagesResets(String scheme) throws IOException {
    try (EndpointPair<MessageEndpoint> pair = pair(scheme)) {
      pair.first().send(bytes(1));
      pair.second().close();

      assertThrows(ConnectionResetException.class, () -> pair.first().receive(room()));
    }
  }

  @Test
  void messagesOverAListener() throws IOException {
    EndpointUri where = EndpointUri.valueOf("unix+seqpacket:/run/app.sock");
    try (Listener<MessageEndpoint> listener = network.listenMessages(where);
        MessageEndpoint client = network.connectMessages(where);
        MessageEndpoint server = listener.accept()) {
      client.send(bytes(1, 2));
      ByteBuffer received = room();

      assertNull(server.receiveFrom(received)); // an unnamed client
      assertEquals(bytes(1, 2), received.flip());
    }
  }
}
