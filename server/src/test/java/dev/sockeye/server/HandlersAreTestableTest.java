package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

/** A user's handler is tested with mocks alone: no server, no socket. */
class HandlersAreTestableTest {

  /** Answers lines, and takes a break while its answers are not taken. */
  private static final class Shout implements EventHandler {
    @Override
    public void received(Connection connection, ByteBuffer in) throws IOException {
      connection.write(Clients.bytes(Clients.text(in) + "!"));
      if (connection.pending() > 100) {
        connection.pause();
      }
    }

    @Override
    public void drained(Connection connection) {
      connection.resume();
    }
  }

  @Test
  void anEventHandlerMeetsAMockedConnection() throws Exception {
    Connection connection = mock(Connection.class);
    StringBuilder written = new StringBuilder();
    doAnswer(call -> written.append(Clients.text(call.getArgument(0))))
        .when(connection)
        .write(any());
    when(connection.pending()).thenReturn(0, 101);
    Shout handler = new Shout();
    handler.received(connection, Clients.bytes("one"));
    verify(connection, never()).pause();
    handler.received(connection, Clients.bytes("two"));
    handler.drained(connection);
    handler.ended(connection);
    InOrder order = inOrder(connection);
    order.verify(connection).pause();
    order.verify(connection).resume();
    order.verify(connection).close();
    assertEquals("one!two!", written.toString());
  }

  @Test
  void aMessageHandlerMeetsAMockedRequest() throws Exception {
    Request request = mock(Request.class);
    ByteBuffer payload = Clients.bytes("ping");
    when(request.payload()).thenReturn(payload);
    MessageHandler handler = r -> r.reply(r.payload());
    handler.handle(request);
    verify(request).reply(payload);
  }
}
