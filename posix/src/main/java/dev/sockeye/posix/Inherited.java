package dev.sockeye.posix;

import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.SocketErrnoException;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * The descriptors that this process was started with. Each can be taken once: what has its number
 * later is another's.
 */
final class Inherited {

  private static final int STANDARD_ERROR = 2;

  private static final Set<Integer> TAKEN = new HashSet<>(); // guarded by the class

  private Inherited() {}

  /** The descriptor that a URI names. */
  static int number(EndpointUri uri) {
    if (uri.scheme().equals("systemd")) {
      return Activation.ofThisProcess().descriptor(uri);
    } else if (!uri.address().matches("[0-9]{1,9}")) {
      throw refused(uri, "'" + uri.address() + "' is no descriptor: write its number, as in fd:3");
    }
    return Integer.parseInt(uri.address());
  }

  /** A duplicate, which leaves the descriptor where it is. */
  static synchronized OpenDescriptor duplicate(EndpointUri uri, int number) throws IOException {
    if (TAKEN.contains(number)) {
      throw refused(uri, "descriptor " + number + " was taken already, and is no more");
    }
    try {
      return OpenDescriptor.duplicate(number);
    } catch (SocketErrnoException e) {
      if (e.errno() == Errno.EBADF) {
        throw refused(uri, "no descriptor " + number + " was passed to this process");
      } else if (e.errno() == Errno.ENOTSOCK) {
        throw refused(uri, "descriptor " + number + " is no socket");
      }
      throw e;
    }
  }

  private static IllegalArgumentException refused(EndpointUri uri, String why) {
    return new IllegalArgumentException(uri + ": " + why);
  }

  /**
   * Closes a descriptor that something was made of. Standard input, output and error that are the
   * same socket, as inetd has it, become {@code /dev/null}: else the peer would never see its end.
   */
  static synchronized void taken(int number) throws IOException {
    String socket = nameOf(number);
    for (int standard = 0; standard <= STANDARD_ERROR; standard++) {
      if (standard == number || (socket != null && socket.equals(nameOf(standard)))) {
        TAKEN.add(standard);
        discard(standard);
      }
    }
    TAKEN.add(number);
    if (number > STANDARD_ERROR) {
      Bindings.libc().close(number);
    }
  }

  /** Such as {@code socket:[4711]}; {@code null} if the system does not tell. */
  private static String nameOf(int fd) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd", String.valueOf(fd))).toString();
    } catch (IOException e) {
      return null;
    }
  }

  private static void discard(int standard) throws IOException {
    int fd = openNothing();
    int result = fd < 0 ? fd : Bindings.libc().dup2(fd, standard);
    if (fd >= 0) {
      Bindings.libc().close(fd);
    }
    if (result < 0) {
      throw DescriptorCalls.failure("open /dev/null", result);
    }
  }

  private static int openNothing() {
    byte[] path = "/dev/null\0".getBytes(StandardCharsets.US_ASCII);
    Memory memory = Memory.allocate(path.length);
    memory.bytes.put(path);
    try {
      return Bindings.libc().open(memory.address, Abi.O_RDWR, 0);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }
}
