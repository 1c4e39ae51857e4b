package dev.sockeye.can;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A virtual CAN interface of this host, on which frames disturb no machine: one that is up and
 * called {@code vcan} and more, as its users call them ({@code sysfs(5)}).
 */
final class VirtualBus {

  private static final Path INTERFACES = Path.of("/sys/class/net");
  private static final String ARPHRD_CAN = "280"; // <linux/if_arp.h>
  private static final int IFF_UP = 1;

  private VirtualBus() {}

  /** The first of them by name. */
  static String require() throws IOException {
    return find(INTERFACES)
        .orElseThrow(
            () ->
                new UnsupportedOperationException(
                    "no virtual CAN interface is up: as root, ip link add vcan0 type vcan && ip"
                        + " link set vcan0 up"));
  }

  static Optional<String> find(Path interfaces) throws IOException {
    if (!Files.isDirectory(interfaces)) {
      return Optional.empty();
    }
    try (Stream<Path> all = Files.list(interfaces)) {
      return all.filter(VirtualBus::isUp)
          .map(one -> one.getFileName().toString())
          .sorted()
          .findFirst();
    }
  }

  private static boolean isUp(Path one) {
    if (!one.getFileName().toString().startsWith("vcan")) {
      return false;
    }
    try {
      int flags = Integer.decode(Files.readString(one.resolve("flags")).strip());
      return (flags & IFF_UP) != 0
          && Files.readString(one.resolve("type")).strip().equals(ARPHRD_CAN);
    } catch (IOException e) {
      return false; // it has just been removed
    }
  }
}
