package dev.sockeye.memory;

import dev.sockeye.Errno;
import dev.sockeye.SocketErrnoException;
import java.io.IOException;

/** How long messages may be. */
final class MessageLimits {

  private MessageLimits() {}

  /** Throws if a message is too long, or empty where the protocol has no empty ones. */
  static void check(MemorySocket<?> socket, String operation, long length) throws IOException {
    boolean isFrame = socket.kind() == Kind.CAN; // of two lengths, and no other is a frame
    if (!isFrame && length > socket.options().longest()) {
      throw socket.failure(operation, Errno.EMSGSIZE);
    } else if (length == 0 && socket.kind().isSctp()) {
      // RFC 9260, section 3.3.1: a DATA chunk has at least one byte.
      throw new SocketErrnoException(
          "send sctp: a message of SCTP has at least one byte (EINVAL)", Errno.EINVAL);
    }
  }
}
