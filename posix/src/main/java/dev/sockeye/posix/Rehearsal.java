package dev.sockeye.posix;

import static dev.sockeye.Domain.AF_INET;
import static dev.sockeye.Protocol.IPPROTO_TCP;
import static dev.sockeye.Semantics.CONNECTION;
import static dev.sockeye.SocketType.SOCK_STREAM;

import dev.sockeye.EndpointOptions;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Does once, on a thread of its own, what {@link ChannelStreams} does: to load the C library and
 * the classes that call it takes up to a second, and a connection under way is not to wait for it.
 */
final class Rehearsal {

  /** Completed when it is over, however it went. */
  static final CompletableFuture<Void> DONE = new CompletableFuture<>();

  private static final int TIMES = 3;

  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final SocketSpec<StreamEndpoint> SPEC =
      new SocketSpec<>(AF_INET, SOCK_STREAM, IPPROTO_TCP, StreamEndpoint.class, CONNECTION);

  static {
    try {
      start();
    } catch (OutOfMemoryError e) { // No thread is left: all goes on without a rehearsal.
      DONE.complete(null);
    }
  }

  private Rehearsal() {}

  private static void start() {
    Thread thread = new Thread(Rehearsal::run, "sockeye-libc");
    thread.setDaemon(true);
    thread.setContextClassLoader(null); // or that of some caller could not be collected
    thread.start();
  }

  private static void run() {
    try {
      if (Bindings.unavailable().isEmpty()) {
        for (int i = 0; i < TIMES; i++) {
          rehearse();
        }
      }
    } catch (IOException | RuntimeException e) {
      // The connections will meet it too, and go on without.
    } finally {
      DONE.complete(null);
    }
  }

  /** With a UDP socket that is its own peer: it is read and written as a stream is. */
  private static void rehearse() throws IOException {
    try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET)) {
      channel.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 0));
      channel.connect(channel.getLocalAddress());
      int fd = ChannelDescriptor.duplicate(channel, null);
      if (fd >= 0) {
        exchange(NativeSockets.ofAccepted(ChannelStreams.kind(SPEC, "udp", fd), fd));
      }
    }
  }

  private static void exchange(StreamEndpoint self) throws IOException {
    try (self) {
      self.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(100));
      self.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ZERO);
      self.configureBlocking(false);
      self.write(ByteBuffer.wrap(new byte[1]));
      self.read(ByteBuffer.allocate(1));
    }
  }
}
