package dev.sockeye.bench.contest;

import java.io.IOException;
import org.newsclub.net.unix.AFSocketType;
import org.newsclub.net.unix.AFUNIXDatagramChannel;
import org.newsclub.net.unix.AFUNIXSelectorProvider;
import org.newsclub.net.unix.AFUNIXSocketChannel;
import org.newsclub.net.unix.AFUNIXSocketPair;

/** Connections of junixsocket's channels. */
final class JunixsocketPeers {

  private JunixsocketPeers() {}

  static ConnectedPeers streams() throws IOException {
    AFUNIXSocketPair<AFUNIXSocketChannel> pair =
        AFUNIXSelectorProvider.provider().openSocketChannelPair();
    return new ConnectedPeers(pair.getSocket1(), pair.getSocket2());
  }

  static ConnectedPeers datagrams() throws IOException {
    return of(AFSocketType.SOCK_DGRAM);
  }

  static ConnectedPeers seqpackets() throws IOException {
    return of(AFSocketType.SOCK_SEQPACKET);
  }

  private static ConnectedPeers of(AFSocketType type) throws IOException {
    AFUNIXSocketPair<AFUNIXDatagramChannel> pair =
        AFUNIXSelectorProvider.provider().openDatagramChannelPair(type);
    return new ConnectedPeers(pair.getSocket1(), pair.getSocket2());
  }
}
