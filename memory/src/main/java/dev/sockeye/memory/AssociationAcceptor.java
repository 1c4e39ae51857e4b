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
    MemorySctpSocket client = (MemorySctpSocket) attempt.client();
    long now = client.kernel().time().nanoTime();
    Association kept = client.abandoned().take(target, client.boundAddresses().towards(target));
    Admission admission = kept == null ? admit(target) : null;
    if (kept != null) {
      Association.restart(client, target, kept, attempt.faults(), now);
      attempt.end(null);
    } else if (admission == null) {
      attempt.end(Errno.ECONNREFUSED);
    } else {
      Association.setUp(client, target, admission, attempt.faults(), now);
      attempt.end(null);
    }
  }
}
