package dev.sockeye.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** URIs against openssl's client and nginx. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsToolsTest {

  @TempDir static Path folder;

  @BeforeAll
  static void makeCertificates() {
    OpenSsl openssl = new OpenSsl(folder);
    openssl.authority("ca");
    openssl.certificate("server", "ca", "DNS:localhost,IP:127.0.0.1", 10);
  }

  private static EndpointUri uri(String text) {
    return EndpointUri.valueOf(text.replace("@", folder + "/"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void servesOpenSslOverTcp(String version) throws Exception {
    try (Listener<StreamEndpoint> listener =
        Network.system()
            .listenStream(uri("tls+tcp://127.0.0.1:0?CERT=@server.pem&KEY=@server.key"))) {
      int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
      converse(listener, version, "-connect", "127.0.0.1:" + port);
    }
  }

  @Test
  void servesOpenSslOverAUnixSocket() throws Exception {
    try (Listener<StreamEndpoint> listener =
        Network.system().listenStream(uri("tls+unix:@s?CERT=@server.pem&KEY=@server.key"))) {
      converse(listener, "-tls1_3", "-unix", folder.resolve("s").toString());
    }
  }

  private static void converse(Listener<StreamEndpoint> listener, String... how) throws Exception {
    Process client =
        new ProcessBuilder(
                "openssl",
                "s_client",
                how[0],
                how[1],
                how[2],
                "-CAfile",
                folder.resolve("ca.pem").toString(),
                "-verify_return_error",
                "-verify_hostname",
                "localhost",
                "-quiet")
            .redirectErrorStream(false)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (StreamEndpoint peer = listener.accept();
        OutputStream typed = client.getOutputStream();
        BufferedReader seen = client.inputReader(UTF_8)) {
      typed.write("question\n".getBytes(UTF_8));
      typed.flush();
      assertEquals("question\n", new String(Streams.inputStream(peer).readNBytes(9), UTF_8));
      Streams.writeFully(peer, ByteBuffer.wrap("answer\n".getBytes(UTF_8)));
      assertEquals("answer", seen.readLine());
    } finally {
      client.destroyForcibly().waitFor();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void asksNginx(String version) throws Exception {
    String nginx = nginx();
    int port = freePort();
    Path configuration = folder.resolve("nginx-" + version + ".conf");
    Files.writeString(configuration, configuration(port, version));
    Process server =
        new ProcessBuilder(nginx, "-p", folder.toString(), "-c", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("nginx.out").toFile())
            .start();
    try {
      EndpointUri where =
          uri("tls+tcp://127.0.0.1:" + port + "?SNI=localhost&ALPN=http/1.1&CAFILE=@ca.pem");
      try (StreamEndpoint client = connect(where, server)) {
        byte[] request =
            "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(UTF_8);
        Streams.writeFully(client, ByteBuffer.wrap(request));
        String reply = new String(Streams.inputStream(client).readAllBytes(), UTF_8);
        assertTrue(reply.startsWith("HTTP/1.1 200 OK") && reply.endsWith("it works\n"), reply);
        TlsSession session = client.getOption(Tls.SESSION);
        assertEquals(List.of(version, "http/1.1"), List.of(session.protocol(), session.alpn()));
      }
    } finally {
      server.destroy();
      assertTrue(server.waitFor(20, TimeUnit.SECONDS));
    }
  }

  private static String nginx() {
    String path = "/usr/sbin/nginx";
    assumeTrue(Files.isExecutable(Path.of(path)), "no nginx here: apt-get install nginx-light");
    return path;
  }

  private static String configuration(int port, String version) {
    return String.join(
            "\n",
            "daemon off; master_process off; pid @nginx.pid; error_log @error.log;",
            "events {}",
            "http {",
            "  access_log off; client_body_temp_path @body; proxy_temp_path @proxy;",
            "  fastcgi_temp_path @fastcgi; uwsgi_temp_path @uwsgi; scgi_temp_path @scgi;",
            "  server {",
            "    listen 127.0.0.1:" + port + " ssl; ssl_protocols " + version + ";",
            "    ssl_certificate @server.pem; ssl_certificate_key @server.key;",
            "    location / { return 200 'it works\\n'; }",
            "  }",
            "}",
            "")
        .replace("@", folder + "/");
  }

  private static int freePort() throws IOException {
    try (Listener<StreamEndpoint> free =
        Network.system().listenStream(EndpointUri.valueOf("tcp://127.0.0.1:0"))) {
      return ((InetSocketAddress) free.getLocalAddress()).getPort();
    }
  }

  /** Until nginx listens. */
  private static StreamEndpoint connect(EndpointUri where, Process server) throws Exception {
    while (server.isAlive()) {
      try {
        return Network.system().connectStream(where);
      } catch (ConnectException notYet) {
        server.waitFor(20, TimeUnit.MILLISECONDS);
      }
    }
    throw new AssertionError(Files.readString(folder.resolve("nginx.out")));
  }
}
