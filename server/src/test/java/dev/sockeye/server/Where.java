package dev.sockeye.server;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.memory.MemoryNetwork;
import java.nio.file.Path;

/** Where the sockets of a test are: in memory, or the system's. */
enum Where {
  MEMORY,
  SYSTEM;

  Network network() {
    return this == MEMORY ? MemoryNetwork.create() : Network.system();
  }

  /**
   * An address on a network, with {@code FOLDER} replaced, and {@code NAME} by what is that
   * folder's alone: abstract names are the whole host's. The test is skipped where its transport is
   * not available.
   */
  static EndpointUri uri(Network network, Path folder, String text) {
    String name = folder.getFileName().toString();
    EndpointUri uri =
        EndpointUri.valueOf(text.replace("FOLDER", folder.toString()).replace("NAME", name));
    network
        .scheme(uri.scheme())
        .flatMap(scheme -> scheme.unavailable())
        .ifPresent(reason -> assumeTrue(false, reason));
    return uri;
  }
}
