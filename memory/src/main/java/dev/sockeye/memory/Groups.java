package dev.sockeye.memory;

import java.net.InetAddress;
import java.net.SocketOption;

/** The multicast groups that a socket has joined. Guarded by the kernel's lock. */
interface Groups {

  /** Of a socket that cannot join any. */
  Groups NONE =
      new Groups() {
        @Override
        public boolean set(SocketOption<?> name, Object value) {
          return false;
        }

        @Override
        public boolean admit(InetAddress group, InetAddress source) {
          return false;
        }
      };

  /**
   * Joins, leaves, blocks or unblocks.
   *
   * @return {@code false} if the option is for none of these
   */
  boolean set(SocketOption<?> name, Object value);

  /** Whether the socket gets what a source sends to a group. */
  boolean admit(InetAddress group, InetAddress source);
}
