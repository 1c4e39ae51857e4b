package dev.sockeye.posix;

/**
 * The system calls that move bytes, each loaded when it is first used.
 *
 * <p>They are classes, as is whatever else is on the way of a first connect, send and close, or
 * callbacks that are there once somebody asks for one: each lambda takes a program that has just
 * started a millisecond.
 */
final class Transfers {

  private Transfers() {}

  /** {@code send(2)}. */
  static final class Send implements NativeChannel.Call {
    static final Send CALL = new Send();

    @Override
    public long make(int fd, long address, long length, int flags) {
      return Bindings.libc().send(fd, address, length, flags);
    }
  }

  /** {@code recv(2)}. */
  static final class Recv implements NativeChannel.Call {
    static final Recv CALL = new Recv();

    @Override
    public long make(int fd, long address, long length, int flags) {
      return Bindings.libc().recv(fd, address, length, flags);
    }
  }

  /** {@code sendmsg(2)}; the address is the header's. */
  static final class SendMsg implements NativeChannel.Call {
    static final SendMsg CALL = new SendMsg();

    @Override
    public long make(int fd, long header, long length, int flags) {
      return Bindings.libc().sendmsg(fd, header, flags);
    }
  }

  /** {@code recvmsg(2)}; the address is the header's. */
  static final class RecvMsg implements NativeChannel.Call {
    static final RecvMsg CALL = new RecvMsg();

    @Override
    public long make(int fd, long header, long length, int flags) {
      return Bindings.libc().recvmsg(fd, header, flags);
    }
  }
}
