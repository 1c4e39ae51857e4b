package dev.sockeye.unix;

import dev.sockeye.posix.Bindings;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.UnixDomainSocketAddress;
import java.util.Set;

/**
 * What streams of the JDK's have besides: a file, and options of it. They take paths only, a byte
 * shorter than others, and no permissions: those are for native sockets, which are opened where
 * there are such.
 */
final class PathSocket {

  /** The options of the file. */
  static final Set<SocketOption<?>> OPTIONS = Set.of(Unix.MODE, Unix.UNLINK_ON_CLOSE);

  private PathSocket() {}

  /** Whether the JDK's channel can have an address. */
  static boolean fits(SocketAddress address) {
    return address instanceof UnixDomainSocketAddress path && UnixAddresses.fitsJdk(path);
  }

  /** Refuses an address that the JDK's channel cannot have. */
  static void check(String operation, SocketAddress address) throws IOException {
    UnixAddresses.check(operation, address);
    if (address instanceof AbstractAddress) {
      throw needsNative("abstract names need");
    }
  }

  /** Refuses to bind with permissions, which the file would not have from the first instant. */
  static void checkBind(SocketAddress address, SocketFile file) throws IOException {
    if (!file.mode().isEmpty()) {
      UnixAddresses.requireFile(address);
    }
    check("bind", address);
    if (!file.mode().isEmpty()) {
      throw needsNative("MODE needs");
    }
  }

  private static UnsupportedOperationException needsNative(String what) {
    String why = Bindings.unavailable().orElse("this one is the JDK's");
    return new UnsupportedOperationException(what + " native sockets: " + why);
  }

  static <T> T get(SocketFile file, SocketOption<T> name) {
    Object value = name.equals(Unix.MODE) ? file.mode() : file.unlinkOnClose();
    return name.type().cast(value);
  }

  static void set(SocketFile file, SocketOption<?> name, Object value) {
    if (name.equals(Unix.MODE)) {
      file.mode((String) value);
    } else {
      file.unlinkOnClose((Boolean) value);
    }
  }
}
