package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.unix.Credentials;
import dev.sockeye.unix.Unix;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who sent a message in memory: this process. */
@Timeout(20)
class UnixSenderTest {

  private final MemoryNetwork network = MemoryNetwork.create();

  @Test
  void itIsToldOnceItIsAskedFor() throws Exception {
    for (SocketSpec<MessageEndpoint> spec : List.of(Unix.DATAGRAM, Unix.SEQPACKET)) {
      try (EndpointPair<MessageEndpoint> pair = network.pair(spec)) {
        Message message = Message.allocate(1);
        pair.first().send(ByteBuffer.allocate(1));
        pair.second().receiveMessage(message);
        assertNull(message.get(Unix.CREDENTIALS));
        pair.second().setOption(Unix.SO_PASSCRED, true);
        pair.first().send(ByteBuffer.allocate(1));
        pair.second().receiveMessage(message.clear());
        Credentials self = pair.second().getOption(Unix.PEER_CREDENTIALS);
        assertEquals(self, message.get(Unix.CREDENTIALS));
        message.payload().flip();
        pair.second().sendMessage(message.peer(null)); // back, without
        pair.first().receiveMessage(message.clear());
        assertNull(message.get(Unix.CREDENTIALS));
      }
    }
  }

  @Test
  void aUriAsksForItToo() throws Exception {
    EndpointUri uri = EndpointUri.valueOf("unix+dgram:/run/notify");
    try (MessageEndpoint server = network.bindMessages(uri.withOption("SO_PASSCRED", "true"));
        MessageEndpoint client = network.connectMessages(uri)) {
      client.send(ByteBuffer.allocate(1));
      Message message = Message.allocate(1);
      server.receiveMessage(message);
      int pid = message.get(Unix.CREDENTIALS).pid();
      assertEquals(ProcessHandle.current().pid(), pid);
    }
  }
}
