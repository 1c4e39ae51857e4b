package dev.sockeye.unix;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import jdk.net.ExtendedSocketOptions;

/** Who the peer of a JDK channel is. */
final class PeerOfChannel {

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
    int descriptor = ChannelDescriptor.duplicate(channel);
    if (descriptor < 0) {
      throw new UnsupportedOperationException(
          Unix.PEER_CREDENTIALS + ": the channel's descriptor was not found");
    }
    try {
      return Sockets.peerCredentials(descriptor);
    } finally {
      Native.libc().close(descriptor);
    }
  }
}
