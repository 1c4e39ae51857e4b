package dev.sockeye.examples.swap;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.SchemeInfo;
import dev.sockeye.memory.MemoryNetwork;
import java.nio.file.Path;
import java.util.Optional;

/** Where the table is tried: on this machine, and in memory. */
enum Place {
  SYSTEM,
  MEMORY;

  Network network() {
    return this == SYSTEM ? Network.system() : MemoryNetwork.create();
  }

  /**
   * Whether it is to have a row's scheme: the system has none of memory's own, nor memory UDP-Lite.
   */
  boolean isOf(String row) {
    return this == SYSTEM ? !row.equals("memory:") : !row.startsWith("udplite");
  }

  /** Why a scheme cannot be tried here; empty if it can. */
  Optional<String> unavailable(String scheme) {
    return network().scheme(scheme).flatMap(SchemeInfo::unavailable);
  }

  /** An address that nobody else uses. */
  static EndpointUri address(String row, Path folder) {
    String scheme = row.substring(0, row.indexOf(':'));
    String address =
        switch (scheme) {
          case "tcp6", "udp6", "udplite6" -> "//[::1]:0";
          case "unix", "unix+dgram", "unix+seqpacket" ->
              row.endsWith("@") ? "@" + folder.getFileName() : folder.resolve("socket").toString();
          case "memory" -> "name";
          default -> "//127.0.0.1:0";
        };
    return EndpointUri.valueOf(scheme + ":" + address);
  }
}
