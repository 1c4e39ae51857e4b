package dev.sockeye.posix;

/**
 * {@code recvmsg(2)}, again and again: whatever its caller is told, the descriptors of what was
 * received are not forgotten. Guarded by the lock of its direction.
 */
final class Receipt implements NativeChannel.Call {

  final MessageHeader header;
  private final int closeOnExec;
  private boolean untaken; // the header may have descriptors that nobody has seen to

  Receipt(Kind<?> kind) {
    header = new MessageHeader(kind);
    closeOnExec = closeOnExec(kind);
  }

  /** The flag of calls that may receive descriptors. */
  static int closeOnExec(Kind<?> kind) {
    return Abi.isLinux() && kind.control().bringsDescriptors() ? Abi.MSG_CMSG_CLOEXEC : 0;
  }

  @Override
  public long make(int fd, long address, long length, int flags) {
    long n = Bindings.libc().recvmsg(fd, address, flags | closeOnExec);
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
