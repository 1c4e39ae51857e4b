package dev.sockeye.tipc.contract;

import dev.sockeye.Network;
import dev.sockeye.tipc.TipcAddress;

/** A name table of TIPC, and a part of it that nobody else uses. */
public interface Names extends AutoCloseable {

  /**
   * What opens sockets.
   *
   * @return the network
   */
  Network network();

  /**
   * A service that nobody is bound to, of a type that nobody else uses.
   *
   * @return a new one at each call, of this node
   */
  TipcAddress.Service free();

  @Override
  void close();
}
