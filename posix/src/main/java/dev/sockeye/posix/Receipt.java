package dev.sockeye.posix;

/**
 * {@code recvmsg(2)}, again and again: whatever its caller is told, the descriptors of what was
 * received are not forgotten. Guarded by the lock of its direction.
 */
final class Receipt {

  private static final int CLOSE_ON_EXEC = Abi.isLinux() ? Abi.MSG_CMSG_CLOEXEC : 0;

  final MessageHeader header;
  final NativeChannel.Call call = this::receive;
  private boolean untaken; // the header may have descriptors that nobody has seen to

  Receipt(Kind<?> kind) {
    header = new MessageHeader(kind);
  }

  private long receive(int fd, long address, long length, int flags) {
    long n = Bindings.libc().recvmsg(fd, address, flags | CLOSE_ON_EXEC);
    untaken = n >= 0;
    return n;
  }

  /** Gives the header to who sees to what came along. */
  MessageHeader take() {
    untaken = false;
    return header;
  }

  /** Closes what came along and nobody took. */
  void discard() {
    if (untaken) {
      untaken = false;
      header.discardControl();
    }
  }
}
