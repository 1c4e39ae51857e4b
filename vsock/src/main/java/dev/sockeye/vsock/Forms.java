package dev.sockeye.vsock;

import dev.sockeye.posix.OptionTable.Form;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.time.Duration;

/** How the values of vsock's options lie in memory. */
final class Forms {

  /** {@code unsigned long long}. */
  static final Form<Long> SIZE =
      new Form<>() {
        @Override
        public int size() {
          return Long.BYTES;
        }

        @Override
        public Long read(ByteBuffer from) {
          return from.getLong(0);
        }

        @Override
        public void write(SocketOption<Long> name, Long value, ByteBuffer into) {
          if (value < 0) {
            throw new IllegalArgumentException(name + " is negative: " + value);
          }
          into.putLong(0, value);
        }
      };

  /** {@code struct timeval} of systems of 64 bits. */
  static final Form<Duration> TIMEVAL =
      new Form<>() {
        @Override
        public int size() {
          return 2 * Long.BYTES;
        }

        @Override
        public Duration read(ByteBuffer from) {
          return Duration.ofSeconds(from.getLong(0), from.getLong(Long.BYTES) * 1000);
        }

        @Override
        public void write(SocketOption<Duration> name, Duration value, ByteBuffer into) {
          if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " is not above zero: " + value);
          }
          into.putLong(0, value.getSeconds());
          into.putLong(Long.BYTES, value.getNano() / 1000);
        }
      };

  private Forms() {}
}
