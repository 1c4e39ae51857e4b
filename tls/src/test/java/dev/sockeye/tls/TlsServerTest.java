package dev.sockeye.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.server.Server;
import dev.sockeye.server.ServerBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers of all kinds, by nothing but their URI. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsServerTest {

  private static final int MUCH = 3_000_000; // for any buffer

  @TempDir static Path folder;

  private final Queue<Object> failures = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void makeCertificates() {
    OpenSsl openssl = new OpenSsl(folder);
    openssl.authority("ca");
    openssl.certificate("server", "ca", "DNS:localhost", 10);
  }

  private static EndpointUri served(String scheme) {
    String cert = folder.resolve("server.pem").toString();
    String key = folder.resolve("server.key").toString();
    return EndpointUri.valueOf(scheme + "?CERT=" + cert + "&KEY=" + key);
  }

  private static EndpointUri of(Server server, String scheme) {
    EndpointUri uri =
        EndpointUri.valueOf(scheme + "?SNI=localhost&CAFILE=" + folder.resolve("ca.pem"));
    return uri.address().endsWith(":0") ? uri.withAddress(server.addresses().get(0)) : uri;
  }

  private ServerBuilder builder() {
    return Server.builder().onFailure(failures::add);
  }

  private static void converse(EndpointUri uri) throws Exception {
    byte[] bytes = new byte[MUCH];
    new Random(4).nextBytes(bytes);
    try (StreamEndpoint client = Network.system().connectStream(uri)) {
      CompletableFuture<Void> sent =
          TlsPairs.background(
              () -> {
                Streams.writeFully(client, ByteBuffer.wrap(bytes));
                client.shutdownOutput();
                return null;
              });
      assertArrayEquals(bytes, Streams.inputStream(client).readAllBytes());
      sent.join();
    }
  }

  private static void converseAtOnce(EndpointUri uri) throws Exception {
    List<CompletableFuture<Void>> clients = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      clients.add(
          TlsPairs.background(
              () -> {
                converse(uri);
                return null;
              }));
    }
    clients.forEach(CompletableFuture::join);
  }

  @Test
  void anEventLoopEchoes() throws Exception {
    for (String scheme : new String[] {"tls+tcp://127.0.0.1:0", "tls+unix:" + folder + "/events"}) {
      try (Server server =
          builder()
              .serveEvents(served(scheme), connection -> (c, in) -> c.write(in))
              .halfDuplex(true)
              .start()) {
        converseAtOnce(of(server, scheme));
      }
      assertEquals(List.of(), List.copyOf(failures));
    }
  }

  @Test
  void threadsEcho() throws Exception {
    for (String scheme : new String[] {"tls+tcp://127.0.0.1:0", "tls+unix:" + folder + "/calls"}) {
      try (Server server = builder().serveBlocking(served(scheme), TlsServerTest::echo).start()) {
        converseAtOnce(of(server, scheme));
      }
      assertEquals(List.of(), List.copyOf(failures));
    }
  }

  private static void echo(StreamEndpoint peer) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(50_000);
    while (peer.read(buffer.clear()) >= 0) {
      Streams.writeFully(peer, buffer.flip());
    }
  }

  @Test
  void messagesKeepTheirBoundaries() throws Exception {
    String scheme = "tls+tcp://127.0.0.1:0";
    try (Server server =
        builder().serveMessages(served(scheme), r -> r.reply(r.payload())).start()) {
      try (MessageEndpoint client = Network.system().connectMessages(of(server, scheme))) {
        for (int length : new int[] {0, 1, 20_000}) {
          client.send(ByteBuffer.allocate(length));
          assertEquals(length, client.receive(ByteBuffer.allocate(30_000)));
        }
      }
    }
    assertTrue(failures.isEmpty(), failures::toString);
  }
}
