package dev.sockeye.unix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.Pollable;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whose descriptors they are, and what they are opened for. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DescriptorsOpenedTest {

  private static final Network NETWORK = Network.system();

  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("f"), text);
  }

  @Test
  void aJdkChannelsDescriptorIsFound() throws Exception {
    EndpointUri uri = EndpointUri.valueOf("unix:" + folder.resolve("s"));
    try (Listener<StreamEndpoint> listener = NETWORK.listenStream(uri)) {
      StreamEndpoint client = NETWORK.connectStream(uri);
      try (StreamEndpoint other = NETWORK.connectStream(uri); // alike in all but an option
          StreamEndpoint accepted = listener.accept();
          Descriptors both = Descriptors.of(client, accepted, listener)) {
        client.close();
        assertTrue(other.isConnected());
        Credentials self = accepted.getOption(Unix.PEER_CREDENTIALS); // in spite of the duplicate
        assertEquals((int) ProcessHandle.current().pid(), self.pid());
        assertThrows(ClosedChannelException.class, () -> Descriptors.of(client));
        assertThrows(IllegalArgumentException.class, () -> both.endpoint(2, Unix.STREAM));
        try (StreamEndpoint again = both.endpoint(0, Unix.STREAM)) {
          Streams.writeFully(again, ByteBuffer.wrap(new byte[] {7}));
          ByteBuffer one = ByteBuffer.allocate(1);
          assertEquals(1, accepted.read(one));
          assertEquals(7, one.get(0));
        }
      }
    }
  }

  @Test
  void ofDatagramsTooAndOfNothingThatIsNoDescriptor() throws Exception {
    EndpointUri any = EndpointUri.valueOf("udp://127.0.0.1:0");
    try (MessageEndpoint one = NETWORK.bindMessages(any);
        MessageEndpoint other = NETWORK.bindMessages(any);
        Descriptors udp = Descriptors.of(other, one)) {
      assertEquals(2, udp.size());
      assertThrows(IllegalArgumentException.class, () -> udp.endpoint(0, Unix.DATAGRAM));
    }
    Pollable mock = mock(Pollable.class);
    when(mock.unwrap(any())).thenThrow(new UnsupportedOperationException("no"));
    UnsupportedOperationException e =
        assertThrows(UnsupportedOperationException.class, () -> Descriptors.of(mock));
    assertTrue(e.getMessage().endsWith("is no descriptor"), e.getMessage());
  }

  @Test
  void openTakesReadAndWrite() throws Exception {
    Path file = file("abc");
    try (Descriptors both =
            Descriptors.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileChannel channel = both.channel(0)) {
      channel.write(ByteBuffer.wrap(new byte[] {'X'}));
    }
    assertArrayEquals("Xbc".getBytes(StandardCharsets.UTF_8), Files.readAllBytes(file));
    assertThrows(
        UnsupportedOperationException.class,
        () -> Descriptors.open(file, StandardOpenOption.DELETE_ON_CLOSE));
    IOException missing =
        assertThrows(IOException.class, () -> Descriptors.open(folder.resolve("none")));
    assertEquals(Errno.ENOENT, Errno.of(missing).orElseThrow());
  }

  @Test
  void closedOnesCannotBeSent() throws Exception {
    try (EndpointPair<MessageEndpoint> pair = NETWORK.pair(Unix.DATAGRAM)) {
      Descriptors closed = Descriptors.open(file("x"));
      closed.close();
      closed.close();
      assertEquals(0, closed.size());
      assertEquals("closed", closed.toString());
      assertThrows(
          ClosedChannelException.class,
          () ->
              pair.first()
                  .sendMessage(Message.of(ByteBuffer.allocate(1)).set(Unix.RIGHTS, closed)));
      assertTrue(pair.first().isOpen());
    }
  }
}
