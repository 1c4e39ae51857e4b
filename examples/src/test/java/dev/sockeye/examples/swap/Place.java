package dev.sockeye.examples.swap;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.Semantics;
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

  /** Whether it has a row's scheme. */
  boolean isOf(String row) {
    return network().scheme(scheme(row)).isPresent();
  }

  /** Why a row's scheme cannot be tried here, by what it says and by trying; empty if it can. */
  Optional<String> unavailable(String row, Path folder) {
    Network network = network();
    return network
        .scheme(scheme(row))
        .orElseThrow()
        .unavailable()
        .or(() -> withoutLoopback(network, row, folder))
        .or(() -> refusal(network, address(network, row, folder.resolve("probe"))));
  }

  /** A host may have vsock, and no way to itself. */
  private static Optional<String> withoutLoopback(Network network, String row, Path free) {
    return row.endsWith("@") || network.loopback(scheme(row), free).isPresent()
        ? Optional.empty()
        : Optional.of("this host has no way to itself by it");
  }

  /** What opening a socket fails with. */
  private static Optional<String> refusal(Network network, EndpointUri where) {
    try {
      Semantics semantics = network.spec(where).semantics();
      (semantics.isAccepting() ? network.listenMessages(where) : network.bindMessages(where))
          .close();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** An address that nobody else uses. */
  static EndpointUri address(Network network, String row, Path free) {
    return row.endsWith("@")
        ? EndpointUri.valueOf(row + free.toString().hashCode())
        : network.loopback(scheme(row), free).orElseThrow();
  }

  private static String scheme(String row) {
    return row.substring(0, row.indexOf(':'));
  }
}
