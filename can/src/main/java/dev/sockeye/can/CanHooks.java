package dev.sockeye.can;

import dev.sockeye.Errno;
import dev.sockeye.posix.Hooks;
import dev.sockeye.posix.NativeSocket;
import java.io.IOException;
import java.net.SocketAddress;

/** What the kernel's error numbers mean on CAN. */
class CanHooks implements Hooks {

  static final Hooks RAW = new CanHooks();
  static final Hooks BCM = new OfManager();

  private static final int ENXIO = 6;

  private CanHooks() {}

  @Override
  public String refusal(int errno, int length) {
    if (errno == Errno.EINVAL.number()) {
      return invalid(length);
    }
    return errno == ENXIO ? "a frame goes to one interface, which the address has to tell" : null;
  }

  private static String invalid(int length) {
    return switch (length) {
      case CanFrame.CLASSIC -> "the frame's data is longer than 8 bytes";
      case CanFrame.FD ->
          "a frame of FD wants CAN_RAW_FD_FRAMES on the socket, and an interface whose MTU is 72 (ip"
              + " link set can0 mtu 72)";
      default ->
          "a frame is 16 bytes, or 72 with flexible data rate, not " + length + " (see CanFrame)";
    };
  }

  private static final class OfManager extends CanHooks {

    @Override
    public void bind(NativeSocket<?> socket, SocketAddress local, Binder binder, Binder then) {
      throw new UnsupportedOperationException(
          "sockets of the broadcast manager are connected to their interface, and not bound");
    }

    @Override
    public String refusal(int errno, int length) {
      return errno == Errno.EINVAL.number()
          ? "the broadcast manager does not take this message of "
              + length
              + " bytes: see BcmMessage"
          : null;
    }
  }

  /** Keeps what the kernel does not tell. */
  static final class OfJ1939 extends CanHooks {

    private static final int EBADFD = 77;

    volatile J1939Filters filters = J1939Filters.ALL;
    private volatile CanAddress bound; // null unless bound here

    // Guarded by the input's lock.
    private SocketAddress lastTold;
    private CanAddress lastSender;

    @Override
    public void bind(NativeSocket<?> socket, SocketAddress local, Binder binder, Binder then)
        throws IOException {
      super.bind(socket, local, binder, then);
      bound = (CanAddress) local;
    }

    /** For the group that is bound to Linux tells none, and once connected the peer's. */
    @Override
    public SocketAddress name(SocketAddress told) {
      CanAddress own = bound;
      return own == null ? told : ((CanAddress) told).withPgn(own.pgn());
    }

    /** Of a message that was joined Linux tells no interface: there is only the socket's. */
    @Override
    public SocketAddress sender(SocketAddress told) {
      CanAddress own = bound;
      if (own == null || ((CanAddress) told).index() != 0) {
        return told;
      } else if (told != lastTold) {
        lastTold = told;
        lastSender = ((CanAddress) told).withIndex(own.index());
      }
      return lastSender;
    }

    @Override
    public String refusal(int errno, int length) {
      if (errno == Errno.EACCES.number()) {
        return "what is for all wants SO_BROADCAST";
      }
      return errno == EBADFD ? "who sends has an address or a name: bind to one before" : null;
    }
  }
}
