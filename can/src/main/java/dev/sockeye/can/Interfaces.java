package dev.sockeye.can;

import dev.sockeye.Errno;
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.Bindings;
import dev.sockeye.posix.Memory;
import dev.sockeye.posix.libc.LibC;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/**
 * Names and indexes of network interfaces, {@code netdevice(7)}; the JDK tells only those that have
 * an Internet address, which CAN's have not.
 */
final class Interfaces {

  private static final int AF_UNIX = 1; // any that every kernel has
  private static final long SIOCGIFNAME = 0x8910;
  private static final long SIOCGIFINDEX = 0x8933;
  private static final int IFREQ = 40;
  private static final int IFNAMSIZ = 16;

  /** As candump calls all of them. */
  static final String ANY = "any";

  private Interfaces() {}

  /** The index of the interface of that name. */
  static int index(String name) throws IOException {
    Bindings.unavailable()
        .ifPresent(
            why -> {
              throw new UnsupportedOperationException(why);
            });
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    Memory request = Memory.allocate(IFREQ);
    if (bytes.length < IFNAMSIZ) {
      request.bytes.put(0, bytes);
    }
    int result = bytes.length < IFNAMSIZ ? ask(SIOCGIFINDEX, request) : -Errno.ENODEV.number();
    if (result < 0) {
      String why = Errno.ofNumber(-result).map(Enum::name).orElse("errno " + -result);
      throw new SocketException("there is no interface " + name + " here (" + why + ")");
    }
    return request.getInt(IFNAMSIZ);
  }

  /** The name of the interface of that index: {@code #3} if it has none, {@link #ANY} of 0. */
  static String name(int index) {
    if (index == 0) {
      return ANY;
    } else if (Bindings.unavailable().isPresent()) {
      return "#" + index;
    }
    Memory request = Memory.allocate(IFREQ).putInt(IFNAMSIZ, index);
    return ask(SIOCGIFNAME, request) < 0 ? "#" + index : text(request);
  }

  private static String text(Memory request) {
    byte[] bytes = new byte[IFNAMSIZ];
    request.bytes.get(0, bytes);
    int length = 0;
    while (length < IFNAMSIZ && bytes[length] != 0) {
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private static int ask(long what, Memory request) {
    LibC libc = Bindings.libc();
    int fd = libc.socket(AF_UNIX, Abi.SOCK_DGRAM | Abi.SOCK_CLOEXEC, 0);
    if (fd < 0) {
      return fd;
    }
    try {
      return libc.ioctl(fd, what, request.address);
    } finally {
      libc.close(fd);
      Reference.reachabilityFence(request);
    }
  }
}
