package dev.sockeye.unix;

import dev.sockeye.posix.Abi;
import dev.sockeye.posix.Bindings;
import dev.sockeye.posix.DescriptorCalls;
import dev.sockeye.posix.Memory;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** A file of the file system, {@code open(2)}. */
final class NamedFile {

  private NamedFile() {}

  static int open(Path file, OpenOption... options) throws IOException {
    return open(file, access(options));
  }

  /** {@code open(2)}, closed on exec. */
  static int open(Path file, int flags) throws IOException {
    int closeOnExec = Abi.isLinux() ? Abi.O_CLOEXEC : 0;
    int fd = open(UnixAddresses.pathBytes(file.toString()), flags | closeOnExec);
    if (fd < 0) {
      throw DescriptorCalls.failure("open " + file, fd);
    }
    DescriptorCalls.closeOnExec(fd);
    return fd;
  }

  private static int open(byte[] path, int flags) {
    Memory memory = Memory.allocate(path.length + 1);
    memory.bytes.put(path);
    try {
      return Bindings.libc().open(memory.address, flags, 0); // which may wait, as for a FIFO
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  private static int access(OpenOption... options) {
    Set<OpenOption> set = Set.of(options);
    if (!Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE).containsAll(set)) {
      throw new UnsupportedOperationException("only READ and WRITE: " + set);
    }
    return !set.contains(StandardOpenOption.WRITE)
        ? Abi.O_RDONLY
        : set.size() == 2 ? Abi.O_RDWR : Abi.O_WRONLY;
  }
}
