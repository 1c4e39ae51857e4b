package dev.sockeye.posix;

import dev.sockeye.Errno;
import dev.sockeye.SocketErrnoException;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/**
 * The network interfaces of this process's network namespace, by name and number, {@code
 * netdevice(7)}. Those without an Internet address are there too, which {@link
 * java.net.NetworkInterface} does not know. Linux.
 */
public final class NetworkInterfaces {

  /** With the 0 at the end; {@code IFNAMSIZ}. */
  private static final int NAME_SIZE = 16;

  private static final int IFREQ = 40;
  private static final long SIOCGIFNAME = 0x8910;
  private static final long SIOCGIFINDEX = 0x8933;
  private static final int AF_UNIX = 1;

  private NetworkInterfaces() {}

  /**
   * The number of an interface, {@code if_nametoindex(3)}.
   *
   * @param name its name
   * @return the number, from 1 on
   * @throws IOException with {@link Errno#ENODEV} if there is none of that name
   */
  public static int index(String name) throws IOException {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length >= NAME_SIZE) {
      throw none("interface " + name);
    }
    Memory request = Memory.allocate(IFREQ);
    request.bytes.put(bytes);
    ask(SIOCGIFINDEX, request, "interface " + name);
    return request.getInt(NAME_SIZE);
  }

  /**
   * The name of an interface, {@code if_indextoname(3)}.
   *
   * @param index its number
   * @return the name
   * @throws IOException with {@link Errno#ENODEV} if there is none of that number
   */
  public static String name(int index) throws IOException {
    Memory request = Memory.allocate(IFREQ).putInt(NAME_SIZE, index);
    ask(SIOCGIFNAME, request, "interface number " + index);
    byte[] bytes = new byte[NAME_SIZE];
    request.bytes.get(0, bytes);
    String name = new String(bytes, StandardCharsets.UTF_8);
    return name.substring(0, name.indexOf('\0'));
  }

  /** Any socket will do. */
  private static void ask(long what, Memory request, String which) throws IOException {
    int fd = Bindings.libc().socket(AF_UNIX, Abi.SOCK_DGRAM | Abi.SOCK_CLOEXEC, 0);
    if (fd < 0) {
      throw DescriptorCalls.failure("socket", fd);
    }
    int result;
    try {
      result = Bindings.libc().ioctl(fd, what, request.address);
    } finally {
      Bindings.libc().close(fd);
      Reference.reachabilityFence(request);
    }
    if (result == -Errno.ENODEV.number() || result == -Errno.ENXIO.number()) {
      throw none(which);
    } else if (result < 0) {
      throw DescriptorCalls.failure("ioctl of " + which, result);
    }
  }

  private static SocketException none(String which) {
    return new SocketErrnoException(
        "there is no network " + which + " here: No such device (ENODEV)", Errno.ENODEV);
  }
}
