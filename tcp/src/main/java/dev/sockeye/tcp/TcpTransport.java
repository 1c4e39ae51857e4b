package dev.sockeye.tcp;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.SocketSpec;
import dev.sockeye.inet.HostPort;
import dev.sockeye.inet.InetAddresses;
import dev.sockeye.inet.PromptTransport;
import java.io.IOException;
import java.net.InetSocketAddress;

/** The transport that {@link Tcp} describes. */
@SuppressWarnings("exports") // that it is prompt is seen by sockeye's own modules alone
public final class TcpTransport extends StreamTransport implements PromptTransport {

  /** Creates the transport. */
  public TcpTransport() {
    super("tcp", schemes("tcp", Tcp.STREAM, Tcp.STREAM4, Tcp.STREAM6));
  }

  /** To an IP address, by a URI without options: names and time limits have to be waited for. */
  @Override
  public <E extends Endpoint> E begin(SocketSpec<E> spec, EndpointUri uri) throws IOException {
    HostPort peer = HostPort.parseSingle(uri).requirePeer(uri);
    if (!isPlain(uri, peer)) {
      return null;
    }
    InetSocketAddress address = InetAddresses.resolve(uri, peer, spec.domain()).get(0);
    E endpoint = socket(spec);
    try {
      endpoint.configureBlocking(false);
      endpoint.connect(address);
      return endpoint;
    } catch (IOException | RuntimeException e) {
      closeAfter(e, endpoint);
      throw e;
    }
  }
}
