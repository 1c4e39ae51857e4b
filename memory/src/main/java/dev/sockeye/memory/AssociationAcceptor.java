package dev.sockeye.memory;

import dev.sockeye.Errno;
import java.net.InetSocketAddress;
import java.util.List;

/** A socket that takes associations which others set up. */
interface AssociationAcceptor extends Acceptor {

  /**
   * Takes one more. The caller holds the kernel's lock.
   *
   * @param target the address at which this was found
   * @return who has it; {@code null} if it is refused
   */
  Admission admit(InetSocketAddress target);

  /**
   * Who has an association that is being set up.
   *
   * @param socket the socket
   * @param addresses those of its addresses that the peer learns, the one it used first
   */
  record Admission(MemorySctpSocket socket, List<InetSocketAddress> addresses) {}

  @Override
  default void offer(ConnectAttempt attempt) {
    InetSocketAddress target = (InetSocketAddress) attempt.target();
    Admission admission = admit(target);
    if (admission == null) {
      attempt.end(Errno.ECONNREFUSED);
    } else {
      MemorySctpSocket client = (MemorySctpSocket) attempt.client();
      Association.setUp(
          client, target, admission, attempt.faults(), client.kernel().time().nanoTime());
      attempt.end(null);
    }
  }
}
