package dev.sockeye.tap;

import java.nio.ByteBuffer;

/** The bytes of a packet. */
@FunctionalInterface
interface Content {

  /** Puts them into the buffer, as many as was said. */
  void put(ByteBuffer to);
}
