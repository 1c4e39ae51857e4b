package dev.sockeye.unix;

import dev.sockeye.Errno;
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.Bindings;
import dev.sockeye.posix.DescriptorCalls;
import dev.sockeye.posix.Memory;
import java.io.IOException;
import java.lang.ref.Reference;

/** A file of memory, {@code memfd_create(2)}, and its seals, {@code fcntl(2)}; of Linux. */
final class MemoryFile {

  private static final int MFD_CLOEXEC = 1;
  private static final int MFD_ALLOW_SEALING = 2;
  private static final int MFD_NOEXEC_SEAL = 8; // since Linux 6.3

  private static final int F_ADD_SEALS = 1033;
  private static final int F_GET_SEALS = 1034;
  private static final int F_SEAL_SEAL = 1;
  private static final int CONTENT = 2 | 4 | 8; // F_SEAL_SHRINK, F_SEAL_GROW, F_SEAL_WRITE

  private MemoryFile() {}

  static int create(String name) throws IOException {
    requireLinux();
    if (name.indexOf(0) >= 0) {
      throw new IllegalArgumentException("a name ends at its first NUL");
    }
    byte[] bytes = UnixAddresses.pathBytes(name);
    int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
    int fd = create(bytes, flags | MFD_NOEXEC_SEAL); // Linux may ask for it, vm.memfd_noexec
    if (fd == -Errno.EINVAL.number()) {
      fd = create(bytes, flags);
    }
    if (fd < 0) {
      throw DescriptorCalls.failure("memfd_create " + name, fd);
    }
    return fd;
  }

  private static int create(byte[] name, int flags) {
    Memory memory = Memory.allocate(name.length + 1);
    memory.bytes.put(name);
    try {
      return Bindings.libc().memfd_create(memory.address, flags);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  static void seal(int fd) throws IOException {
    requireLinux();
    int result = Bindings.libc().fcntl(fd, F_ADD_SEALS, CONTENT | F_SEAL_SEAL);
    if (result < 0 && !isSealed(fd)) {
      throw DescriptorCalls.failure("seal a file of memory", result);
    }
  }

  /** Whether nobody can change what it has; of no other file can that be said. */
  static boolean isSealed(int fd) {
    int seals = Abi.isLinux() ? Bindings.libc().fcntl(fd, F_GET_SEALS, 0) : 0;
    return seals > 0 && (seals & CONTENT) == CONTENT;
  }

  private static void requireLinux() {
    if (!Abi.isLinux()) {
      throw new UnsupportedOperationException("files of memory are of Linux: open one by a name");
    }
  }
}
