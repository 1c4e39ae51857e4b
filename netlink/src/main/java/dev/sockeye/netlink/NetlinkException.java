package dev.sockeye.netlink;

import dev.sockeye.Errno;
import java.net.SocketException;
import java.util.Optional;

/**
 * A request that the kernel refused, {@code NLMSG_ERROR}: the error's number, and what it says
 * beside where {@link Netlink#NETLINK_EXT_ACK} is set.
 */
public final class NetlinkException extends SocketException {

  private static final long serialVersionUID = 1L;

  private static final String PRIVILEGE =
      "a change needs CAP_NET_ADMIN in this network namespace: run as root, give the capability"
          + " (AmbientCapabilities=CAP_NET_ADMIN in a systemd unit), or have a network of your own"
          + " by unshare -rn: ";

  /** Positive. */
  private final int number;

  /** Empty if it says nothing. */
  private final String explanation;

  /** -1 if it tells none. */
  private final int offset;

  NetlinkException(String request, int number, String explanation, int offset) {
    super(message(request, number, explanation));
    this.number = number;
    this.explanation = explanation;
    this.offset = offset;
  }

  private static String message(String request, int number, String explanation) {
    String error =
        Errno.ofNumber(number).map(e -> e.text() + " (" + e + ")").orElse("errno " + number);
    return request
        + ": "
        + (explanation.isEmpty() ? "" : explanation + ": ")
        + (number == Errno.EPERM.number() ? PRIVILEGE : "")
        + error;
  }

  /**
   * The error's number.
   *
   * @return as in {@code errno(3)}, positive
   */
  public int number() {
    return number;
  }

  /**
   * The error.
   *
   * @return its name; empty for one that socket calls do not have
   */
  public Optional<Errno> errno() {
    return Errno.ofNumber(number);
  }

  /**
   * What the kernel says in words, {@code NLMSGERR_ATTR_MSG}.
   *
   * @return the text, empty if there is none
   */
  public String explanation() {
    return explanation;
  }

  /**
   * Which attribute of the request it is about, {@code NLMSGERR_ATTR_OFFS}.
   *
   * @return the offset in the request, from its header's start; -1 if none was told
   */
  public int offset() {
    return offset;
  }
}
