package dev.sockeye.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.tcp.Tcp;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Other implementations, each as the client and as the server. */
@Timeout(60)
class TlsInteropTest {

  private static final SSLContext CONTEXT = KeyFiles.context();
  private static final InetAddress LOCAL = InetAddress.getLoopbackAddress();

  @TempDir static Path folder;

  private static Path pem;
  private static Listener<StreamEndpoint> listener;

  @BeforeAll
  static void open() throws IOException {
    pem = folder.resolve("key.pem");
    String password = "pass:" + new String(KeyFiles.PASSWORD);
    String file = KeyFiles.file().toString();
    KeyFiles.run(
        "openssl", "pkcs12", "-in", file, "-nodes", "-passin", password, "-out", pem.toString());
    listener =
        Tls.listener(Network.system().listener(Tcp.STREAM4), TlsSettings.server(CONTEXT))
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterAll
  static void close() throws IOException {
    listener.close();
  }

  private static int port() throws IOException {
    return ((InetSocketAddress) listener.getLocalAddress()).getPort();
  }

  /** Serves one client: reads a line or a request, and answers it in HTTP's way. */
  private static CompletableFuture<TlsSession> serving() {
    return CompletableFuture.supplyAsync(
        () -> {
          try (StreamEndpoint peer = listener.accept()) {
            ByteBuffer request = ByteBuffer.allocate(4096);
            assertTrue(peer.read(request) > 0);
            String answer = "HTTP/1.0 200 OK\r\nContent-Length: 6\r\n\r\nhello\n";
            Streams.writeFully(peer, ByteBuffer.wrap(answer.getBytes(US_ASCII)));
            peer.shutdownOutput();
            return peer.getOption(Tls.SESSION);
          } catch (IOException e) {
            throw new CompletionException(e);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2", "1.3"})
  void curlGetsAPage(String version) throws Exception {
    CompletableFuture<TlsSession> served = serving();
    String url = "https://localhost:" + port() + "/";
    String got =
        KeyFiles.run(
            "curl",
            "-sS",
            "-4",
            "--noproxy",
            "*",
            "--cacert",
            pem.toString(),
            "--tlsv" + version,
            "--tls-max",
            version,
            url);
    assertEquals("hello\n", got);
    assertEquals("TLSv" + version, served.join().protocol());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1_2", "1_3"})
  void opensslIsAClient(String version) throws Exception {
    CompletableFuture<TlsSession> served = serving();
    String got =
        KeyFiles.run(
            "sh",
            "-c",
            "(echo GET; sleep 1) | openssl s_client -quiet -tls%s -verify_return_error -CAfile %s"
                    .formatted(version, pem)
                + " -connect 127.0.0.1:%d 2>/dev/null".formatted(port()));
    assertTrue(got.endsWith("hello\n"), got);
    assertEquals("TLSv" + version.replace('_', '.'), served.join().protocol());
  }

  @Test
  void pythonIsAClient() throws Exception {
    CompletableFuture<TlsSession> served = serving();
    String program =
        """
        import ssl, socket
        c = ssl.create_default_context(cafile='%s')
        s = c.wrap_socket(socket.create_connection(('127.0.0.1', %d)), server_hostname='localhost',
            suppress_ragged_eofs=False)
        s.sendall(b'GET')
        d = b''
        while True:
            b = s.recv(100)
            if not b: break
            d += b
        print(d[-6:].decode(), end='')
        """
            .formatted(pem, port());
    assertEquals("hello\n", KeyFiles.run("python3", "-c", program));
    assertEquals("localhost", served.join().requestedHost());
  }

  @Test
  void theJdksSocketIsAClient() throws Exception {
    CompletableFuture<TlsSession> served = serving();
    try (SSLSocket socket = (SSLSocket) CONTEXT.getSocketFactory().createSocket(LOCAL, port())) {
      socket.getOutputStream().write("GET".getBytes(US_ASCII));
      String got = new String(socket.getInputStream().readAllBytes(), US_ASCII);
      assertTrue(got.endsWith("hello\n"), got);
    }
    assertNotNull(served.join());
  }

  private static StreamEndpoint connect(int port) throws IOException {
    StreamEndpoint plain = Network.system().socket(Tcp.STREAM4);
    plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return Tls.client(plain, TlsSettings.client(CONTEXT).peerHost("localhost"));
  }

  @Test
  void theJdksSocketIsAServer() throws Exception {
    try (SSLServerSocket server =
        (SSLServerSocket) CONTEXT.getServerSocketFactory().createServerSocket(0, 1, LOCAL)) {
      CompletableFuture<Void> echo =
          CompletableFuture.runAsync(
              () -> {
                try (SSLSocket socket = (SSLSocket) server.accept()) {
                  byte[] all = socket.getInputStream().readAllBytes();
                  socket.getOutputStream().write(all); // after the client's half close
                } catch (IOException e) {
                  throw new CompletionException(e);
                }
              });
      try (StreamEndpoint client = connect(server.getLocalPort())) {
        Streams.writeFully(client, ByteBuffer.wrap("half".getBytes(US_ASCII)));
        client.shutdownOutput();
        byte[] got = Streams.inputStream(client).readAllBytes();
        assertEquals("half", new String(got, US_ASCII));
      }
      echo.join();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1_2", "1_3"})
  void opensslIsAServer(String version) throws Exception {
    Path page = folder.resolve("page" + version);
    Files.writeString(page, "hello\n");
    Process server =
        new ProcessBuilder(
                "openssl",
                "s_server",
                "-accept",
                "127.0.0.1:0",
                "-tls" + version,
                "-WWW",
                "-naccept",
                "1",
                "-cert",
                pem.toString(),
                "-key",
                pem.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    try (StreamEndpoint client = connect(portOf(server.getInputStream()))) {
      String request = "GET /" + page.getFileName() + " HTTP/1.0\r\n\r\n";
      Streams.writeFully(client, ByteBuffer.wrap(request.getBytes(US_ASCII)));
      String got = new String(Streams.inputStream(client).readAllBytes(), US_ASCII);
      assertTrue(got.endsWith("hello\n"), got);
      String protocol = client.getOption(Tls.SESSION).protocol();
      assertEquals("TLSv" + version.replace('_', '.'), protocol);
    } finally {
      server.destroy();
    }
  }

  /** It says "ACCEPT 127.0.0.1:port". */
  private static int portOf(InputStream output) throws IOException {
    StringBuilder line = new StringBuilder();
    int c;
    while ((c = output.read()) >= 0) {
      if (c != '\n') {
        line.append((char) c);
      } else if (line.indexOf("ACCEPT") == 0 && line.indexOf(":") > 0) {
        return Integer.parseInt(line.substring(line.lastIndexOf(":") + 1).trim());
      } else {
        line.setLength(0);
      }
    }
    throw new IOException("the server says no port: " + line);
  }
}
