package dev.sockeye.tls;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.spi.StreamLayer;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * TLS by URI: {@code tls+X} for every scheme X that makes a stream.
 *
 * <pre>
 * tls+tcp://example.org:443     tls+unix:/run/app.sock?SNI=app.internal&amp;CAFILE=ca.pem
 * tls+tcp://:8443?CERT=chain.pem&amp;KEY=key.pem&amp;CLIENT_AUTH=need&amp;CAFILE=clients.pem
 * </pre>
 *
 * <p>The options are {@code CERT}, {@code KEY}, {@code KEY_PASSWORD} ({@code file:PATH} or {@code
 * env:NAME}), {@code CAFILE} (else the JDK's authorities), {@code VERIFY}, {@code SNI}, {@code
 * ALPN}, {@code MIN_VERSION} and {@code CLIENT_AUTH} ({@code none}, {@code want}, {@code need});
 * files are PEM (RFC 7468). All others are the socket's below.
 *
 * <p>What connects has shaken hands; what is accepted does so at its first read or write. The
 * server's certificate must be for the URI's host (RFC 9525), or for SNI's name.
 */
public final class TlsLayer implements StreamLayer {

  private static final System.Logger LOGGER = System.getLogger("dev.sockeye.tls");

  /** Creates the layer. */
  public TlsLayer() {}

  @Override
  public String prefix() {
    return "tls";
  }

  @Override
  public Set<String> options() {
    return TlsOptions.NAMES;
  }

  @Override
  public Layering<StreamEndpoint> client(EndpointUri uri, SocketSpec<?> below) throws IOException {
    TlsOptions options = TlsOptions.of(uri);
    Optional<String> name = PeerName.of(options, below);
    TlsSettings settings =
        spoken(options, TlsSettings.client(Contexts.of(options, true))).verify(options.verify());
    if (name.isPresent()) {
      settings = settings.peerHost(name.get());
      settings = PeerName.isAddress(name.get()) ? settings : settings.sni(name.get());
    }
    TlsSettings complete = settings;
    warn(options);
    return under -> shaken(Tls.client(under, complete));
  }

  private static StreamEndpoint shaken(StreamEndpoint endpoint) throws IOException {
    Tls.handshake(endpoint);
    return endpoint;
  }

  @Override
  public Layering<Listener<StreamEndpoint>> server(EndpointUri uri, SocketSpec<?> below)
      throws IOException {
    TlsOptions options = TlsOptions.of(uri);
    if (options.cert().isEmpty()) {
      throw new IllegalArgumentException(
          uri
              + ": a TLS server shows a certificate: add CERT=FILE and KEY=FILE, both PEM (to try:"
              + " openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost"
              + " -addext subjectAltName=DNS:localhost -keyout key.pem -out cert.pem)");
    }
    boolean asks = options.clientAuth() != ClientAuth.NONE;
    if (asks && options.verify() && options.caFile().isEmpty()) {
      throw new IllegalArgumentException(
          uri
              + ": CLIENT_AUTH asks for certificates of authorities of your own: add CAFILE=FILE,"
              + " those that sign your clients' certificates");
    }
    TlsSettings settings =
        spoken(options, TlsSettings.server(Contexts.of(options, false)))
            .clientAuth(options.clientAuth());
    if (asks) {
      warn(options);
    }
    return under -> Tls.listener(under, settings);
  }

  private static TlsSettings spoken(TlsOptions options, TlsSettings settings) {
    TlsSettings with = settings.alpn(options.alpn());
    return options.minVersion().map(with::minVersion).orElse(with);
  }

  private static void warn(TlsOptions options) {
    if (!options.verify()) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          () -> options.uri() + ": VERIFY=false: whoever answers is believed to be the peer");
    }
  }
}
