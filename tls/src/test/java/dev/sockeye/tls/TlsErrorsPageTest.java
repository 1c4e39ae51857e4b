package dev.sockeye.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.unix.Unix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What docs/errors.md says of TLS is what the code does. */
@Timeout(60)
class TlsErrorsPageTest {

  private static final Path PAGE = Path.of("..", "docs", "errors.md");
  private static final SSLContext CONTEXT = KeyFiles.context();

  /** What makes each of the page's exceptions. */
  private static final Map<String, Failing> WAYS =
      Map.of(
          "SSLHandshakeException", TlsErrorsPageTest::anotherName,
          "SSLException", TlsErrorsPageTest::noTls,
          "TlsTruncatedException", TlsErrorsPageTest::cut,
          "IOException", TlsErrorsPageTest::noFile);

  /** Fails. */
  @FunctionalInterface
  private interface Failing {
    void run(StreamEndpoint client, StreamEndpoint server) throws IOException;
  }

  static List<String> exceptions() throws IOException {
    List<String> lines = Files.readAllLines(PAGE);
    int title = lines.indexOf("## Over TLS");
    return lines.subList(title, lines.size()).stream()
        .dropWhile(line -> !line.startsWith("| `"))
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> line.split("`", 3)[1])
        .toList();
  }

  @Test
  void eachHasARow() throws IOException {
    assertEquals(new TreeSet<>(WAYS.keySet()), new TreeSet<>(exceptions()));
  }

  @ParameterizedTest
  @MethodSource("exceptions")
  void namesTheException(String exception) throws IOException {
    try (EndpointPair<StreamEndpoint> pair = Network.system().pair(Unix.STREAM)) {
      IOException thrown =
          assertThrows(
              IOException.class, () -> WAYS.get(exception).run(pair.first(), pair.second()));
      assertEquals(exception, thrown.getClass().getSimpleName());
      assertEquals(Optional.empty(), Errno.of(thrown));
    }
  }

  private static TlsSettings client(String host) {
    return TlsSettings.client(CONTEXT).peerHost(host);
  }

  /** Shakes hands at the other end, however that ends. */
  private static CompletableFuture<Boolean> serve(StreamEndpoint plain) {
    StreamEndpoint server = Tls.server(plain, TlsSettings.server(CONTEXT));
    return TlsPairs.background(() -> Tls.handshake(server));
  }

  private static void anotherName(StreamEndpoint client, StreamEndpoint server) throws IOException {
    CompletableFuture<Boolean> serving = serve(server);
    try {
      Tls.handshake(Tls.client(client, client("other.example")));
    } finally {
      assertThrows(CompletionException.class, serving::join);
    }
  }

  private static void noTls(StreamEndpoint client, StreamEndpoint server) throws IOException {
    Streams.writeFully(server, ByteBuffer.wrap("220 mail ESMTP\r\n".getBytes(UTF_8)));
    Tls.handshake(Tls.client(client, client("localhost")));
  }

  private static void cut(StreamEndpoint client, StreamEndpoint server) throws IOException {
    CompletableFuture<Boolean> serving = serve(server);
    StreamEndpoint secured = Tls.client(client, client("localhost"));
    Tls.handshake(secured);
    serving.join();
    server.shutdownOutput();
    ByteBuffer got = ByteBuffer.allocate(8);
    while (secured.read(got) >= 0) {}
  }

  private static void noFile(StreamEndpoint client, StreamEndpoint server) throws IOException {
    Network.system()
        .connectStream(EndpointUri.valueOf("tls+tcp://127.0.0.1:1?CAFILE=/nowhere/ca.pem"));
  }
}
