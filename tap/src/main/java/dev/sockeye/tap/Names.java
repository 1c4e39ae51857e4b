package dev.sockeye.tap;

import java.net.SocketAddress;

/** The addresses of an endpoint, which it is asked for only until they are known. */
interface Names {

  /** The local one; {@code null} if there is none. */
  SocketAddress local();

  /** The peer's; {@code null} if there is none. */
  SocketAddress remote();
}
