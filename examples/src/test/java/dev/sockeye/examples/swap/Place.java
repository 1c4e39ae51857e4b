package dev.sockeye.examples.swap;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.SchemeInfo;
import dev.sockeye.memory.MemoryNetwork;
import java.io.IOException;
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
   * Whether it is to have a row's scheme: the system has none of memory's own, nor memory UDP-Lite
   * and vsock.
   */
  boolean isOf(String row) {
    boolean ofSystemAlone = row.startsWith("udplite") || row.startsWith("vsock");
    return this == SYSTEM ? !row.equals("memory:") : !ofSystemAlone;
  }

  /** Why a scheme cannot be tried here; empty if it can. */
  Optional<String> unavailable(String scheme) {
    Optional<String> why = network().scheme(scheme).flatMap(SchemeInfo::unavailable);
    return scheme.startsWith("vsock") ? why.or(Place::noVsockLoopback) : why;
  }

  /** A host may have vsock, and no way to itself. */
  private static Optional<String> noVsockLoopback() {
    try {
      Network.system().listenStream(EndpointUri.valueOf("vsock://1:0")).close();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** An address that nobody else uses. */
  static EndpointUri address(String row, Path folder) {
    String scheme = row.substring(0, row.indexOf(':'));
    String address =
        switch (scheme) {
          case "tcp6", "udp6", "udplite6" -> "//[::1]:0";
          case "unix", "unix+dgram", "unix+seqpacket" ->
              row.endsWith("@") ? "@" + folder.getFileName() : folder.resolve("socket").toString();
          case "vsock", "vsock+seqpacket" -> "//1:0";
          case "memory" -> "name";
          default -> "//127.0.0.1:0";
        };
    return EndpointUri.valueOf(scheme + ":" + address);
  }
}
