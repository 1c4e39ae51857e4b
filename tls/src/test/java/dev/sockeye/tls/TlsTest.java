package dev.sockeye.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.unix.Unix;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What TLS has beyond the contract of all streams. */
@Timeout(60)
class TlsTest {

  private static final SSLContext CONTEXT = KeyFiles.context();

  private StreamEndpoint plainClient;
  private StreamEndpoint plainServer;

  @BeforeEach
  void open() throws IOException {
    EndpointPair<StreamEndpoint> pair = Network.system().pair(Unix.STREAM);
    plainClient = pair.first();
    plainServer = pair.second();
  }

  @AfterEach
  void close() throws IOException {
    plainClient.close();
    plainServer.close();
  }

  private static TlsSettings client() {
    return TlsSettings.client(CONTEXT).peerHost("localhost");
  }

  private static CompletableFuture<Boolean> shaking(StreamEndpoint endpoint) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return Tls.handshake(endpoint);
          } catch (IOException e) {
            throw new CompletionException(e);
          }
        });
  }

  private EndpointPair<StreamEndpoint> shaken(TlsSettings client, TlsSettings server)
      throws IOException {
    StreamEndpoint one = Tls.client(plainClient, client);
    StreamEndpoint other = Tls.server(plainServer, server);
    CompletableFuture<Boolean> shaking = shaking(other);
    assertTrue(Tls.handshake(one));
    assertTrue(shaking.join());
    return new EndpointPair<>(one, other);
  }

  @Test
  void bothSidesTellWhatWasAgreedOn() throws Exception {
    StreamEndpoint unused = Tls.client(plainClient, client());
    assertNull(unused.getOption(Tls.SESSION));
    EndpointPair<StreamEndpoint> pair =
        shaken(
            client().alpn(List.of("h2", "http/1.1")),
            TlsSettings.server(CONTEXT).alpn(List.of("http/1.1")).clientAuth(ClientAuth.NEED));
    TlsSession client = pair.first().getOption(Tls.SESSION);
    TlsSession server = pair.second().getOption(Tls.SESSION);
    assertEquals("TLSv1.3", client.protocol());
    assertEquals("http/1.1", client.alpn());
    assertEquals("http/1.1", server.alpn());
    assertEquals(client.cipherSuite(), server.cipherSuite());
    assertEquals(1, client.peerCertificates().size());
    assertEquals(client.peerCertificates(), server.peerCertificates());
  }

  @Test
  void aCertificateOfAnotherNameIsRefusedAndTheServerTold() throws Exception {
    StreamEndpoint one = Tls.client(plainClient, client().peerHost("other.example"));
    StreamEndpoint other = Tls.server(plainServer, TlsSettings.server(CONTEXT));
    CompletableFuture<Boolean> shaking = shaking(other);
    assertThrows(SSLException.class, () -> Tls.handshake(one));
    Throwable told = assertThrows(CompletionException.class, shaking::join).getCause();
    assertTrue(told.getMessage().contains("certificate_unknown"), told::toString);
    assertThrows(SSLException.class, () -> one.write(ByteBuffer.allocate(1)));
  }

  @Test
  void theNameIsNotCheckedIfThatIsAskedFor() throws Exception {
    shaken(client().peerHost("other.example").verify(false), TlsSettings.server(CONTEXT));
  }

  @Test
  void aStreamThatIsCutIsNoEnd() throws Exception {
    EndpointPair<StreamEndpoint> pair = shaken(client(), TlsSettings.server(CONTEXT));
    Streams.writeFully(pair.first(), ByteBuffer.wrap(new byte[] {1, 2}));
    plainClient.shutdownOutput();
    ByteBuffer got = ByteBuffer.allocate(8);
    assertEquals(2, pair.second().read(got));
    assertThrows(TlsTruncatedException.class, () -> pair.second().read(got));
    assertThrows(TlsTruncatedException.class, () -> pair.second().read(got));
  }

  @Test
  void aHandshakeIsBoundedByTheLimitOfTheCallAndGoesOn() throws Exception {
    StreamEndpoint one = Tls.client(plainClient, client());
    one.setOption(EndpointOptions.SO_SNDTIMEO, Duration.ofMillis(50));
    assertThrows(SocketTimeoutException.class, () -> one.write(ByteBuffer.allocate(1)));
    assertEquals(Duration.ZERO, one.getOption(EndpointOptions.SO_RCVTIMEO));
    one.setOption(EndpointOptions.SO_SNDTIMEO, Duration.ofSeconds(30));
    StreamEndpoint other = Tls.server(plainServer, TlsSettings.server(CONTEXT));
    CompletableFuture<Boolean> shaking = shaking(other);
    assertEquals(1, one.write(ByteBuffer.allocate(1)));
    assertTrue(shaking.join());
    assertEquals(1, other.read(ByteBuffer.allocate(8)));
  }

  @Test
  void keysAreUpdatedBothWays() throws Exception {
    EndpointPair<StreamEndpoint> pair = shaken(client(), TlsSettings.server(CONTEXT));
    for (int i = 0; i < 3; i++) {
      ((TlsEndpoint) pair.first()).updateKeys();
      assertGoesThrough(pair.first(), pair.second());
      assertGoesThrough(pair.second(), pair.first());
    }
  }

  private static void assertGoesThrough(StreamEndpoint from, StreamEndpoint to) throws IOException {
    Streams.writeFully(from, ByteBuffer.wrap(new byte[] {4, 2}));
    ByteBuffer got = ByteBuffer.allocate(2);
    Streams.readFully(to, got);
    assertArrayEquals(new byte[] {4, 2}, got.array());
  }

  @Test
  void theOptionsOfTheSocketBelowAreThere() throws Exception {
    EndpointPair<StreamEndpoint> pair = shaken(client(), TlsSettings.server(CONTEXT));
    assertEquals(
        ProcessHandle.current().pid(), pair.first().getOption(Unix.PEER_CREDENTIALS).pid());
    assertThrows(IllegalArgumentException.class, () -> pair.first().setOption(Tls.SESSION, null));
  }

  @Test
  void aSideTakesNoSettingsOfTheOther() {
    assertThrows(
        IllegalArgumentException.class, () -> Tls.client(plainClient, TlsSettings.server(CONTEXT)));
    assertThrows(IllegalArgumentException.class, () -> Tls.server(plainServer, client()));
    assertFalse(client().verify(false).verify());
  }
}
