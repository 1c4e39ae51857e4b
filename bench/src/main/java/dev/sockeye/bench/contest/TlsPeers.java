package dev.sockeye.bench.contest;

import dev.sockeye.EndpointPair;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.tcp.Tcp;
import dev.sockeye.tls.Tls;
import dev.sockeye.tls.TlsSettings;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLContext;
import tlschannel.ClientTlsChannel;
import tlschannel.ServerTlsChannel;

/** Connections by TLS over TCP, with the same key and what the JDK makes of it. */
final class TlsPeers {

  private TlsPeers() {}

  static ConnectedPeers sockeye() throws IOException {
    SSLContext context = Keys.get().context();
    EndpointPair<StreamEndpoint> pair = Network.system().pair(Tcp.STREAM);
    return new ConnectedPeers(
        Tls.client(pair.first(), TlsSettings.client(context).peerHost(Keys.HOST)),
        Tls.server(pair.second(), TlsSettings.server(context)));
  }

  static SocketPeers sslSockets() throws IOException {
    SSLContext context = Keys.get().context();
    return SocketPeers.of(context.getServerSocketFactory(), context.getSocketFactory());
  }

  static ConnectedPeers tlsChannel() throws IOException {
    SSLContext context = Keys.get().context();
    SocketChannel[] pair = JdkPeers.tcpPair();
    return new ConnectedPeers(
        ClientTlsChannel.newBuilder(pair[0], context).build(),
        ServerTlsChannel.newBuilder(pair[1], context).build());
  }
}
