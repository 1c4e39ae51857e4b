package dev.sockeye.bench.contest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import jnr.unixsocket.UnixDatagramChannel;
import jnr.unixsocket.UnixSocketAddress;
import jnr.unixsocket.UnixSocketChannel;

/** Connections of jnr-unixsocket's own channels. */
final class JnrPeers {

  private JnrPeers() {}

  static ConnectedPeers streams() throws IOException {
    UnixSocketChannel[] pair = UnixSocketChannel.pair();
    return new ConnectedPeers(pair[0], pair[1]);
  }

  /** By address, since its channel's {@code connect} does not connect the socket (0.39). */
  static ConnectedPeers datagrams() throws IOException {
    Path folder = Files.createTempDirectory("sockeye-bench");
    folder.toFile().deleteOnExit();
    Datagrams near = Datagrams.bind(folder.resolve("near"), folder.resolve("far"));
    Datagrams far = Datagrams.bind(folder.resolve("far"), folder.resolve("near"));
    return new ConnectedPeers(near, far);
  }

  private record Datagrams(UnixDatagramChannel channel, UnixSocketAddress peer, Path own)
      implements ByteChannel {

    static Datagrams bind(Path own, Path peer) throws IOException {
      UnixDatagramChannel channel = UnixDatagramChannel.open();
      channel.bind(new UnixSocketAddress(own.toFile()));
      return new Datagrams(channel, new UnixSocketAddress(peer.toFile()), own);
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
      int before = dst.position();
      channel.receive(dst);
      return dst.position() - before;
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
      return channel.send(src, peer);
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
      Files.deleteIfExists(own);
    }
  }
}
