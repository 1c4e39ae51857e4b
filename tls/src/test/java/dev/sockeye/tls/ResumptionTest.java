package dev.sockeye.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.sockeye.EndpointPair;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.unix.Unix;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A second connection to the same peer needs no certificate: the session goes on. */
@Timeout(60)
class ResumptionTest {

  private final SSLContext server = KeyFiles.context();
  private final AtomicInteger checks = new AtomicInteger();

  /** Of the server's certificates: a session that goes on has none. */
  private final class Counting implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) {
      checks.incrementAndGet();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private SSLContext counting(String protocol) throws Exception {
    SSLContext context = SSLContext.getInstance(protocol);
    context.init(null, new TrustManager[] {new Counting()}, null);
    return context;
  }

  /** A connection from its handshake to its end; tells what the server knows of it. */
  private TlsSession session(TlsSettings client) throws Exception {
    EndpointPair<StreamEndpoint> plain = Network.system().pair(Unix.STREAM);
    try (EndpointPair<StreamEndpoint> pair =
        TlsPairs.shaken(plain, client, TlsSettings.server(server))) {
      Streams.writeFully(pair.second(), ByteBuffer.allocate(1));
      assertEquals(1, pair.first().read(ByteBuffer.allocate(1))); // and the ticket before it
      return pair.second().getOption(Tls.SESSION);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aSessionGoesOnInTheNextConnection(String protocol) throws Exception {
    TlsSettings client = TlsSettings.client(counting(protocol)).peerHost("localhost").verify(false);
    assertEquals(protocol, session(client).protocol());
    assertEquals(1, checks.get());
    session(client);
    assertEquals(1, checks.get());
  }

  @Test
  void aSessionOfAnotherNameDoesNotGoOn() throws Exception {
    TlsSettings client = TlsSettings.client(counting("TLS")).peerHost("localhost").verify(false);
    assertNull(session(client).requestedHost());
    for (String name : new String[] {"name.example", "other.example", "name.example"}) {
      assertEquals(name, session(client.sni(name)).requestedHost());
    }
    assertEquals(3, checks.get());
  }
}
