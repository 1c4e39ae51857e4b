package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.unix.AbstractAddress;
import dev.sockeye.unix.Credentials;
import dev.sockeye.unix.Unix;
import dev.sockeye.unix.UserIds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What names the types of the module dev.sockeye.unix runs in memory unchanged. */
@Timeout(20)
class UnixTypesTest {

  private static final AbstractAddress NAME = AbstractAddress.of("app");

  private final MemoryNetwork network = MemoryNetwork.create();

  static long ownUid() {
    try {
      Path own = Files.createTempFile("own", null);
      try {
        return Integer.toUnsignedLong((Integer) Files.getAttribute(own, "unix:uid"));
      } finally {
        Files.delete(own);
      }
    } catch (IOException | UnsupportedOperationException e) {
      return 0;
    }
  }

  private <E extends Endpoint> Listener<E> listener(SocketSpec<E> spec) throws IOException {
    return network.listener(spec).bind(NAME);
  }

  private <E extends Endpoint> E client(SocketSpec<E> spec) throws IOException {
    E client = network.socket(spec);
    client.connect(NAME);
    return client;
  }

  @Test
  void theFileOptionsAreStored() throws IOException {
    try (Listener<StreamEndpoint> listener = listener(Unix.STREAM)) {
      listener.setOption(Unix.UNLINK_ON_CLOSE, false).setOption(Unix.MODE, "0600");
      try (StreamEndpoint client = client(Unix.STREAM);
          StreamEndpoint accepted = listener.accept()) {
        assertFalse(listener.getOption(Unix.UNLINK_ON_CLOSE));
        assertEquals("0600", listener.getOption(Unix.MODE));
        assertTrue(client.getOption(Unix.UNLINK_ON_CLOSE));
        assertTrue(accepted.getOption(Unix.UNLINK_ON_CLOSE));
      }
    }
  }

  @Test
  void anAbstractNameIsTheOneOfItsUri() throws IOException {
    try (Listener<StreamEndpoint> listener = listener(Unix.STREAM);
        StreamEndpoint client = network.connectStream(EndpointUri.valueOf("unix:@app"));
        StreamEndpoint accepted = listener.accept()) {
      assertEquals(NAME, listener.getLocalAddress());
      assertEquals(NAME, client.getRemoteAddress());
      assertEquals(NAME, accepted.getLocalAddress());
    }
  }

  @Test
  void anAbstractNameOfBytesIsBoundAndAnswered() throws IOException {
    AbstractAddress bytes = AbstractAddress.of(new byte[] {'a', 0, (byte) 0xff});
    try (MessageEndpoint receiver = network.socket(Unix.DATAGRAM);
        MessageEndpoint sender = network.socket(Unix.DATAGRAM)) {
      receiver.bind(bytes);
      sender.bind(NAME);
      sender.sendTo(ByteBuffer.allocate(3), bytes);

      assertEquals(3, receiver.receive(ByteBuffer.allocate(9)));
      assertEquals(bytes, receiver.getLocalAddress());
    }
  }

  @Test
  void aNameOfMemoryIsNoneOfTheUnixDomain() throws IOException {
    try (MessageEndpoint endpoint = network.socket(Unix.DATAGRAM)) {
      assertThrows(
          UnsupportedAddressTypeException.class, () -> endpoint.bind(new MemoryAddress("@app")));
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // has no numbers for users
  void thePeerOfAConnectionIsThisProcess() throws IOException {
    for (SocketSpec<?> spec : List.of(Unix.STREAM, Unix.SEQPACKET)) {
      try (Endpoint unconnected = network.socket(spec);
          Listener<?> listener = listener(spec);
          Endpoint client = client(spec);
          Endpoint accepted = listener.accept()) {
        assertNull(unconnected.getOption(Unix.PEER_CREDENTIALS));
        assertIsThisProcess(client);
        assertIsThisProcess(accepted);
      }
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void thePeerOfAPairIsThisProcess() throws IOException {
    for (SocketSpec<?> spec : List.of(Unix.STREAM, Unix.DATAGRAM, Unix.SEQPACKET)) {
      try (EndpointPair<?> pair = network.pair(spec)) {
        assertIsThisProcess(pair.first());
        assertIsThisProcess(pair.second());
      }
    }
  }

  private static void assertIsThisProcess(Endpoint endpoint) throws IOException {
    Credentials peer = endpoint.getOption(Unix.PEER_CREDENTIALS);
    assertEquals(ProcessHandle.current().pid(), peer.pid());
    assertEquals(ownUid(), peer.uid());
  }

  @Test
  void theCredentialsCanOnlyBeRead() throws IOException {
    try (EndpointPair<?> pair = network.pair(Unix.STREAM)) {
      assertThrows(
          UnsupportedOperationException.class,
          () -> pair.first().setOption(Unix.PEER_CREDENTIALS, new Credentials(1, 0, 0)));
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void thisUserIsAcceptedIfAllowed() throws IOException {
    for (SocketSpec<?> spec : List.of(Unix.STREAM, Unix.SEQPACKET)) {
      try (Listener<?> listener = listener(spec)) {
        assertNull(listener.getOption(Unix.ALLOW_UID));
        listener.setOption(Unix.ALLOW_UID, UserIds.of(ownUid(), 4_000_000));
        try (Endpoint client = client(spec);
            Endpoint accepted = listener.accept()) {
          assertTrue(client.isConnected() && accepted.isConnected());
          assertFalse(accepted.supportedOptions().contains(Unix.ALLOW_UID));
        }
      }
    }
  }

  @Test
  void strangersAreSentAway() throws IOException {
    EndpointUri others = EndpointUri.valueOf("unix:@app?allow_uid=4000000");
    try (Listener<StreamEndpoint> listener = network.listenStream(others);
        StreamEndpoint client = network.connectStream(others)) {
      listener.configureBlocking(false);

      assertNull(listener.accept());
      assertEquals(-1, client.read(ByteBuffer.allocate(1)));
      assertEquals(2, network.openSockets());
    }
  }

  @Test
  void thoseThatWaitedForRoomAreSentAwayToo() throws IOException {
    try (Listener<StreamEndpoint> listener = network.listener(Unix.STREAM).bind(NAME, 1);
        StreamEndpoint first = client(Unix.STREAM);
        StreamEndpoint second = network.socket(Unix.STREAM)) {
      second.configureBlocking(false);
      assertFalse(second.connect(NAME));
      listener.setOption(Unix.ALLOW_UID, UserIds.of()).configureBlocking(false);

      assertNull(listener.accept());
      assertTrue(second.finishConnect());
      assertEquals(-1, first.read(ByteBuffer.allocate(1)));
      assertEquals(-1, second.read(ByteBuffer.allocate(1)));
    }
  }
}
