package dev.sockeye.unix;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import jdk.net.ExtendedSocketOptions;

/** Who the peer of a JDK channel is. */
final class PeerOfChannel {

  /** The marks that {@link #descriptor} tries before it gives up. */
  private static final int ATTEMPTS = 8;

  private static int mark; // guarded by the class

  private PeerOfChannel() {}

  /**
   * Tells whether the peer is one of some users. The JDK tells a name only; two principals are
   * equal when their numbers are.
   */
  static boolean isOneOf(SocketChannel channel, UserIds users) throws IOException {
    UserPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
    for (long uid : users.ids()) {
      if (isUser(peer, uid)) {
        return true;
      }
    }
    return false;
  }

  /** A number that is nobody's name is taken for the user's number. */
  private static boolean isUser(UserPrincipal peer, long uid) throws IOException {
    UserPrincipalLookupService lookup = FileSystems.getDefault().getUserPrincipalLookupService();
    try {
      return peer.equals(lookup.lookupPrincipalByName(Integer.toString((int) uid)));
    } catch (UserPrincipalNotFoundException e) {
      return false;
    }
  }

  /**
   * The peer's numbers, by a native call on the channel's descriptor.
   *
   * @throws UnsupportedOperationException if there are no native calls, or the descriptor cannot be
   *     found
   */
  static Credentials credentials(SocketChannel channel) throws IOException {
    Native.unavailable()
        .ifPresent(
            why -> {
              throw new UnsupportedOperationException(
                  Unix.PEER_CREDENTIALS + " needs native calls: " + why);
            });
    return Sockets.peerCredentials(descriptor(channel));
  }

  /**
   * Finds a channel's descriptor, which the JDK keeps for itself: for a moment the channel has a
   * send buffer size that no other socket of the process has.
   */
  private static synchronized int descriptor(SocketChannel channel) throws IOException {
    int size = channel.getOption(StandardSocketOptions.SO_SNDBUF);
    try {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        mark = (mark + 1) & 0x3ff;
        channel.setOption(StandardSocketOptions.SO_SNDBUF, size - 1 - mark);
        int found = onlyWithSendBuffer(channel.getOption(StandardSocketOptions.SO_SNDBUF));
        if (found >= 0) {
          return found;
        }
      }
    } finally {
      channel.setOption(StandardSocketOptions.SO_SNDBUF, size);
    }
    throw new UnsupportedOperationException(
        Unix.PEER_CREDENTIALS + ": the channel's descriptor was not found in /proc/self/fd");
  }

  /** The only socket with a send buffer of a size; -1 if there is none or more than one. */
  private static int onlyWithSendBuffer(int size) throws IOException {
    int doubled = Layout.CURRENT.linux() ? 2 * size : size;
    Path folder = Path.of(Layout.CURRENT.linux() ? "/proc/self/fd" : "/dev/fd");
    int found = -1;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      int[] value = new int[1];
      for (Path file : all) {
        int fd = Integer.parseInt(file.getFileName().toString());
        if (Sockets.getInt(fd, Layout.CURRENT.soSndbuf(), value) == 0 && value[0] == doubled) {
          if (found >= 0) {
            return -1;
          }
          found = fd;
        }
      }
    }
    return found;
  }
}
