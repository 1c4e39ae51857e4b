package dev.sockeye.can.contract;

import dev.sockeye.Network;
import dev.sockeye.can.CanAddress;
import java.io.IOException;

/** A bus that nobody else is on. */
public interface Bus extends AutoCloseable {

  /**
   * What opens its sockets.
   *
   * @return the network
   */
  Network network();

  /**
   * The interface.
   *
   * @return its name, as it is written in URIs
   */
  String name();

  /**
   * The interface's address.
   *
   * @return the address
   * @throws IOException if it cannot be looked up
   */
  CanAddress address() throws IOException;

  /** Takes it away; its sockets are closed. */
  @Override
  void close() throws IOException;
}
