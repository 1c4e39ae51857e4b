package dev.sockeye.tls;

import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;

/**
 * How TLS is to be spoken. Immutable: each method gives a changed copy, and one object may serve
 * any number of sockets.
 *
 * <pre>{@code
 * TlsSettings settings = TlsSettings.client(context).peerHost("example.org").alpn(List.of("h2"));
 * }</pre>
 *
 * <p>Keys, certificates and what is trusted are the context's, which may be of any provider.
 * Sessions are resumed between sockets that share a context and a peer's name.
 */
public final class TlsSettings {

  /** The oldest version unless {@link #minVersion} says otherwise. */
  static final String DEFAULT_MIN_VERSION = "TLSv1.2";

  private final SSLContext context;
  private final boolean client;
  private final String peerHost;
  private final String sni;
  private final List<String> alpn;
  private final String minVersion;
  private final ClientAuth clientAuth;
  private final boolean verify;

  private TlsSettings(Draft draft) {
    context = draft.context;
    client = draft.client;
    peerHost = draft.peerHost;
    sni = draft.sni;
    alpn = draft.alpn;
    minVersion = draft.minVersion;
    clientAuth = draft.clientAuth;
    verify = draft.verify;
  }

  /**
   * Settings for the side that connects: the certificate and the name in it are checked.
   *
   * @param context holds what is trusted, and the client's own key if it has one
   * @return the settings
   */
  public static TlsSettings client(SSLContext context) {
    return new TlsSettings(new Draft(context, true));
  }

  /**
   * Settings for the side that accepts.
   *
   * @param context holds the key and the certificate
   * @return the settings
   */
  public static TlsSettings server(SSLContext context) {
    return new TlsSettings(new Draft(context, false));
  }

  /**
   * Says which name the server's certificate must have, RFC 2818 section 3.1; it is the one that is
   * sent, too, unless {@link #sni} says otherwise. Without it a client whose peer has an internet
   * address takes the host of that address.
   *
   * @param host a host name or an IP address
   * @return the changed copy
   */
  public TlsSettings peerHost(String host) {
    Draft draft = new Draft(this);
    draft.peerHost = Objects.requireNonNull(host, "host");
    return new TlsSettings(draft);
  }

  /**
   * Says which name is sent to the server, RFC 6066 section 3. The certificate must have that name;
   * if {@link #peerHost} says another, the JDK's trust manager takes one of either.
   *
   * @param name a host name
   * @return the changed copy
   */
  public TlsSettings sni(String name) {
    Draft draft = new Draft(this);
    draft.sni = Objects.requireNonNull(name, "name");
    return new TlsSettings(draft);
  }

  /**
   * Says which protocols are offered or accepted, RFC 7301, the best first.
   *
   * @param protocols such as {@code h2}; empty for none
   * @return the changed copy
   */
  public TlsSettings alpn(List<String> protocols) {
    Draft draft = new Draft(this);
    draft.alpn = List.copyOf(protocols);
    return new TlsSettings(draft);
  }

  /**
   * Says which version is the oldest that is spoken; {@value #DEFAULT_MIN_VERSION} unless said.
   *
   * @param version as the JDK names it, such as {@code TLSv1.3}
   * @return the changed copy
   */
  public TlsSettings minVersion(String version) {
    Draft draft = new Draft(this);
    draft.minVersion = Objects.requireNonNull(version, "version");
    return new TlsSettings(draft);
  }

  /**
   * Says whether a server asks for the client's certificate; a client's settings ignore it.
   *
   * @param auth whether
   * @return the changed copy
   */
  public TlsSettings clientAuth(ClientAuth auth) {
    Draft draft = new Draft(this);
    draft.clientAuth = Objects.requireNonNull(auth, "auth");
    return new TlsSettings(draft);
  }

  /**
   * Says whether a client checks the name in the server's certificate. Who issued the certificate
   * is checked by the context's trust manager, whatever this says.
   *
   * @param verify {@code false} to take a certificate of any name
   * @return the changed copy
   */
  public TlsSettings verify(boolean verify) {
    Draft draft = new Draft(this);
    draft.verify = verify;
    return new TlsSettings(draft);
  }

  /**
   * The context.
   *
   * @return the caller's
   */
  public SSLContext context() {
    return context;
  }

  /**
   * Tells the side.
   *
   * @return whether these are a client's
   */
  public boolean isClient() {
    return client;
  }

  /**
   * The name that the certificate must have.
   *
   * @return the name, {@code null} if it was not said
   */
  public String peerHost() {
    return peerHost;
  }

  /**
   * The name that is sent.
   *
   * @return the name, {@code null} if it was not said
   */
  public String sni() {
    return sni;
  }

  /**
   * The protocols.
   *
   * @return the best first
   */
  public List<String> alpn() {
    return alpn;
  }

  /**
   * The oldest version.
   *
   * @return as the JDK names it
   */
  public String minVersion() {
    return minVersion;
  }

  /**
   * Whether the client's certificate is asked for.
   *
   * @return {@link ClientAuth#NONE} unless said
   */
  public ClientAuth clientAuth() {
    return clientAuth;
  }

  /**
   * Whether the name is checked.
   *
   * @return {@code true} unless said
   */
  public boolean verify() {
    return verify;
  }

  /** What a copy is made from. */
  private static final class Draft {
    private final SSLContext context;
    private final boolean client;
    private String peerHost;
    private String sni;
    private List<String> alpn = List.of();
    private String minVersion = DEFAULT_MIN_VERSION;
    private ClientAuth clientAuth = ClientAuth.NONE;
    private boolean verify = true;

    private Draft(SSLContext context, boolean client) {
      this.context = Objects.requireNonNull(context, "context");
      this.client = client;
    }

    private Draft(TlsSettings from) {
      context = from.context;
      client = from.client;
      peerHost = from.peerHost;
      sni = from.sni;
      alpn = from.alpn;
      minVersion = from.minVersion;
      clientAuth = from.clientAuth;
      verify = from.verify;
    }
  }
}
