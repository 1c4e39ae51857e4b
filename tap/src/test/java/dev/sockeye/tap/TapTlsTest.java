package dev.sockeye.tap;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.testkit.local.Programs;
import dev.sockeye.testkit.local.Tshark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS is recorded from above. */
@Timeout(60)
class TapTlsTest {

  @TempDir Path folder;

  @Test
  void recordsTlsInTheClear() throws Exception {
    Path key = folder.resolve("key.pem");
    Path cert = folder.resolve("cert.pem");
    createCertificate(key, cert);
    Path file = folder.resolve("tap.pcapng");
    PcapngSink sink = PcapngSink.create(file);
    Network tapped = TapNetwork.over(Network.system(), sink);
    String server = "tls+tcp4://127.0.0.1:0?CERT=" + cert + "&KEY=" + key;
    try (Listener<StreamEndpoint> listener = tapped.listenStream(EndpointUri.valueOf(server))) {
      CompletableFuture<String> heard = CompletableFuture.supplyAsync(() -> hear(listener));
      int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
      String client = "tls+tcp4://localhost:" + port + "?CAFILE=" + cert;
      try (StreamEndpoint caller = tapped.connectStream(EndpointUri.valueOf(client))) {
        Streams.writeFully(caller, ByteBuffer.wrap("secret".getBytes(US_ASCII)));
        caller.shutdownOutput();
        assertEquals("secret", heard.get());
      }
    }
    sink.close();
    Tshark tshark = new Tshark(file);
    assertEquals(List.of(HexFormat.of().formatHex("secret".getBytes(US_ASCII))), tshark.follow(0));
    assertEquals(List.of(), tshark.warnings());
  }

  private static String hear(Listener<StreamEndpoint> listener) {
    try (StreamEndpoint callee = listener.accept()) {
      return new String(Streams.inputStream(callee).readAllBytes(), US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void createCertificate(Path key, Path cert) throws Exception {
    String[] openssl = {
      "openssl",
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-days",
      "2",
      "-subj",
      "/CN=localhost",
      "-addext",
      "subjectAltName=DNS:localhost",
      "-keyout",
      key.toString(),
      "-out",
      cert.toString()
    };
    Process process = Programs.start(new ProcessBuilder(openssl).redirectError(Redirect.DISCARD));
    assertEquals(0, process.waitFor());
  }
}
