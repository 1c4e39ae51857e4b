package dev.sockeye.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.memory.MemoryNetwork;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS by URI alone, over the machine's sockets and over those in memory. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsUriTest {

  @TempDir static Path folder;
  private static OpenSsl openssl;

  @BeforeAll
  static void makeCertificates() {
    openssl = new OpenSsl(folder);
    openssl.authority("ca");
    openssl.authority("other");
    openssl.certificate("server", "ca", "DNS:localhost,DNS:app.internal,IP:127.0.0.1", 10);
    openssl.certificate("client", "ca", "DNS:client", 10);
    openssl.certificate("expired", "ca", "DNS:localhost,IP:127.0.0.1", -1);
  }

  /** A URI in which {@code @} stands for the folder. */
  private static EndpointUri uri(String text) {
    return EndpointUri.valueOf(text.replace("@", folder + "/"));
  }

  private static String server(String name) {
    return "CERT=@" + name + ".pem&KEY=@" + name + ".key";
  }

  private static EndpointUri at(String text, Listener<?> listener) throws IOException {
    EndpointUri uri = uri(text);
    return uri.address().endsWith(":0") ? uri.withAddress(listener.getLocalAddress()) : uri;
  }

  private static CompletableFuture<Void> echo(Listener<StreamEndpoint> listener) {
    return CompletableFuture.runAsync(
        () -> {
          try (StreamEndpoint peer = listener.accept()) {
            byte[] all = Streams.inputStream(peer).readNBytes(5);
            Streams.writeFully(peer, ByteBuffer.wrap(all));
            peer.shutdownOutput();
            Streams.inputStream(peer).readAllBytes();
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static void converse(Network network, String listen, String connect) throws Exception {
    try (Listener<StreamEndpoint> listener = network.listenStream(uri(listen))) {
      CompletableFuture<Void> echoed = echo(listener);
      try (StreamEndpoint client = network.connectStream(at(connect, listener))) {
        Streams.writeFully(client, ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}));
        assertArrayEquals(new byte[] {1, 2, 3, 4, 5}, Streams.inputStream(client).readNBytes(5));
        assertTrue(client.getOption(Tls.SESSION).protocol().startsWith("TLSv1."));
      }
      echoed.get(30, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "tls+tcp://127.0.0.1:0, tls+tcp://127.0.0.1:0?CAFILE=@ca.pem",
    "tls+tcp://127.0.0.1:0, tls+tcp://127.0.0.1:0?CAFILE=@ca.pem&SNI=app.internal&MIN_VERSION=1.3",
    "tls+unix:@s1, tls+unix:@s1?CAFILE=@ca.pem&SNI=app.internal",
    "tls+unix:@s2, tls+unix:@s2?VERIFY=false",
    "tls+unix+seqpacket:@s3, tls+unix+seqpacket:@s3?CAFILE=@ca.pem&SNI=localhost",
  })
  void onThisMachine(String listen, String connect) throws Exception {
    converse(Network.system(), listen + "?" + server("server"), connect);
  }

  @ParameterizedTest
  @CsvSource({
    "tls+tcp://app.internal:443, tls+tcp://app.internal:443?CAFILE=@ca.pem",
    "tls+memory:name, tls+memory:name?CAFILE=@ca.pem&SNI=localhost",
    "tls+unix:/run/x, tls+unix:/run/x?CAFILE=@ca.pem&SNI=localhost",
  })
  void inMemory(String listen, String connect) throws Exception {
    try (MemoryNetwork network = MemoryNetwork.create()) {
      converse(network, listen + "?" + server("server"), connect);
      assertEquals(0, network.openSockets());
    }
  }

  @Test
  void agreesOnAProtocolAndShowsTheCertificateOfTheClient() throws Exception {
    try (MemoryNetwork network = MemoryNetwork.create();
        Listener<StreamEndpoint> listener =
            network.listenStream(
                uri(
                    "tls+memory:x?CLIENT_AUTH=need&CAFILE=@ca.pem&ALPN=h2,http/1.1&"
                        + server("server")))) {
      CompletableFuture<TlsSession> session =
          CompletableFuture.supplyAsync(
              () -> {
                try (StreamEndpoint peer = listener.accept()) {
                  peer.read(ByteBuffer.allocate(1));
                  return peer.getOption(Tls.SESSION);
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      EndpointUri where =
          uri("tls+memory:x?SNI=localhost&CAFILE=@ca.pem&ALPN=http/1.1&" + server("client"));
      try (StreamEndpoint client = network.connectStream(where)) {
        client.write(ByteBuffer.wrap(new byte[1]));
        TlsSession seen = session.get(30, TimeUnit.SECONDS);
        assertEquals("http/1.1", seen.alpn());
        assertEquals("localhost", seen.requestedHost());
        assertTrue(seen.peerCertificates().get(0).toString().contains("CN=client"));
      }
    }
  }

  @Test
  void framesMessages() throws Exception {
    try (Listener<MessageEndpoint> listener =
        Network.system().listenMessages(uri("tls+tcp://127.0.0.1:0?" + server("server")))) {
      CompletableFuture<Integer> received =
          CompletableFuture.supplyAsync(
              () -> {
                try (MessageEndpoint peer = listener.accept()) {
                  return peer.receive(ByteBuffer.allocate(100));
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      EndpointUri where = at("tls+tcp://127.0.0.1:0?CAFILE=@ca.pem", listener);
      try (MessageEndpoint client = Network.system().connectMessages(where)) {
        client.send(ByteBuffer.wrap(new byte[7]));
        assertEquals(7, received.get(30, TimeUnit.SECONDS));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "server  | 127.0.0.1:0?CAFILE=@other.pem | is not signed by one of CAFILE=",
        "server  | 127.0.0.1:0 | is not signed by one of the JDK's authorities: add the certificate"
            + " of its issuer, CN=ca, to CAFILE",
        "server  | 127.0.0.1:0?CAFILE=@ca.pem&SNI=wrong.internal | is for localhost, app.internal,"
            + " 127.0.0.1 and not for wrong.internal: connect to a name",
        "expired | 127.0.0.1:0?CAFILE=@ca.pem | has expired"
      })
  void saysWhyAServerIsRefused(String certificate, String connect, String reason) throws Exception {
    try (Listener<StreamEndpoint> listener =
        Network.system().listenStream(uri("tls+tcp://127.0.0.1:0?" + server(certificate)))) {
      CompletableFuture<Void> echoed = echo(listener);
      EndpointUri full = uri("tls+tcp://" + connect);
      EndpointUri where = full.withAddress(listener.getLocalAddress());
      SSLException e =
          assertThrows(SSLException.class, () -> Network.system().connectStream(where));
      assertTrue(e.getMessage().contains(reason), e.getMessage());
      assertThrows(ExecutionException.class, () -> echoed.get(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void refusesClientsWithoutACertificate() throws Exception {
    try (Listener<StreamEndpoint> listener =
        Network.system()
            .listenStream(
                uri("tls+tcp://127.0.0.1:0?CLIENT_AUTH=need&CAFILE=@ca.pem&" + server("server")))) {
      CompletableFuture<Void> echoed = echo(listener);
      EndpointUri where = at("tls+tcp://127.0.0.1:0?CAFILE=@ca.pem", listener);
      SSLException e =
          assertThrows(
              SSLException.class,
              () -> {
                // The client of TLS 1.3 is done before the server has looked.
                try (StreamEndpoint client = Network.system().connectStream(where)) {
                  client.read(ByteBuffer.allocate(1));
                }
              });
      assertTrue(e.getMessage().endsWith(": add CERT=FILE and KEY=FILE"), e.getMessage());
      ExecutionException atServer =
          assertThrows(ExecutionException.class, () -> echoed.get(30, TimeUnit.SECONDS));
      String told = atServer.getCause().getMessage();
      assertTrue(told.endsWith("which CLIENT_AUTH=need asks for: give it CERT and KEY"), told);
    }
  }

  @Test
  void saysThatThePeerDoesNotSpeakTls() throws Exception {
    try (Listener<StreamEndpoint> plain = Network.system().listenStream(uri("tcp://127.0.0.1:0"))) {
      CompletableFuture<Void> greeted =
          CompletableFuture.runAsync(
              () -> {
                try (StreamEndpoint peer = plain.accept()) {
                  Streams.writeFully(peer, ByteBuffer.wrap("220 mail ESMTP\r\n".getBytes(UTF_8)));
                  peer.shutdownOutput();
                  Streams.inputStream(peer).readAllBytes();
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      EndpointUri where = at("tls+tcp://127.0.0.1:0?CAFILE=@ca.pem", plain);
      SSLException e =
          assertThrows(SSLException.class, () -> Network.system().connectStream(where));
      assertTrue(e.getMessage().endsWith("try the URI without tls+"), e.getMessage());
      greeted.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void saysThatNobodyListensAsTheSocketBelowDoes() {
    EndpointUri nobody = uri("tls+tcp://127.0.0.1:1?CAFILE=@ca.pem");
    ConnectException e =
        assertThrows(ConnectException.class, () -> Network.system().connectStream(nobody));
    assertTrue(e.getMessage().startsWith("connect tcp 127.0.0.1:1: "), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tls+unix:/run/x | there is no host in this address",
        "tls+unix:/run/x | add SNI=NAME",
        "tls+tcp://a,b:1 | there are several hosts",
        "tls+tcp://a:1?VERIFY=maybe | VERIFY cannot be 'maybe'",
        "tls+tcp://a:1?MIN_VERSION=TLSv1.1 | write TLSv1.2 or TLSv1.3",
        "tls+tcp://a:1?CLIENT_AUTH=all | write none, want or need",
        "tls+tcp://a:1?KEY=@server.key | a KEY without a CERT",
        "tls+tcp://a:1?SNI= | SNI is empty",
        "tls+udp://a:1 | tls is for streams, and udp makes none",
        "tls+tcp://127.0.0.1:1?CAFFILE=x | which has ALPN, CAFILE, CERT",
      })
  void refusesUrisOfClients(String text, String reason) {
    String told =
        assertThrows(
                IllegalArgumentException.class, () -> Network.system().connectStream(uri(text)))
            .getMessage();
    assertTrue(told.contains(reason), told);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tls+tcp://127.0.0.1:0", "tls+unix:@nobody"})
  void aServerNeedsACertificate(String text) {
    String told =
        assertThrows(IllegalArgumentException.class, () -> Network.system().listenStream(uri(text)))
            .getMessage();
    assertTrue(told.contains("add CERT=FILE and KEY=FILE"), told);
    assertTrue(Files.notExists(folder.resolve("nobody")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CERT=@absent.pem | there is no file",
        "CERT=@ca.key | there is no BEGIN CERTIFICATE",
        "CERT=@ca.pem | there is no BEGIN PRIVATE KEY in it: add KEY",
        "CERT=@server.pem&KEY=@client.key | is not that of the first certificate",
      })
  void saysWhichFileIsWrong(String options, String reason) {
    EndpointUri where = uri("tls+tcp://127.0.0.1:0?" + options);
    String told =
        assertThrows(IOException.class, () -> Network.system().listenStream(where)).getMessage();
    assertTrue(told.contains(reason), told);
  }

  @Test
  void hasThePasswordOfAKeyElsewhere() throws Exception {
    openssl.run("pkcs8 -topk8 -v2 aes-256-cbc -passout pass:secret -in server.key -out locked.key");
    Files.writeString(folder.resolve("password"), "secret\n");
    String listen = "tls+tcp://127.0.0.1:0?CERT=@server.pem&KEY=@locked.key";
    EndpointUri without = uri(listen);
    String told =
        assertThrows(IOException.class, () -> Network.system().listenStream(without)).getMessage();
    assertTrue(told.contains("add KEY_PASSWORD=file:PATH"), told);
    EndpointUri plain = uri(listen + "&KEY_PASSWORD=secret");
    assertThrows(IllegalArgumentException.class, () -> Network.system().listenStream(plain));
    converse(
        Network.system(),
        listen + "&KEY_PASSWORD=file:@password",
        "tls+tcp://127.0.0.1:0?CAFILE=@ca.pem");
  }
}
