package dev.sockeye.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Pollable;
import java.io.IOException;
import java.net.SocketOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** For each option a value that differs from the initial one. */
final class OptionValues {

  /** The system rounds them up (Linux doubles them, {@code socket(7)}). */
  private static final Set<String> SIZES = Set.of("SO_SNDBUF", "SO_RCVBUF");

  private final Map<String, Object> values = new HashMap<>();
  private final Map<String, String> unsettable = new HashMap<>();

  OptionValues(Fixture<?> fixture) {
    values.put("SO_SNDBUF", 20_000);
    values.put("SO_RCVBUF", 20_000);
    values.put("SO_LINGER", 5);
    values.put("IP_TOS", 0x10);
    values.put("TCP_KEEPIDLE", 77);
    values.put("TCP_KEEPINTERVAL", 7);
    values.put("TCP_KEEPCOUNT", 3);
    values.put("BACKLOG", 17);
    values.put("IP_MULTICAST_TTL", 3);
    values.put("SO_PRIORITY", 6); // what this IP_TOS makes of it, whichever is set first
    values.put("SO_MARK", 7);
    values.put("SO_BINDTODEVICE", "lo");
    values.put("TCP_CONGESTION", "reno");
    if (!System.getProperty("user.name").equals("root")) {
      unsettable.put("SO_MARK", "it takes CAP_NET_ADMIN");
      unsettable.put("SO_BINDTODEVICE", "to set it back takes CAP_NET_RAW");
    }
    unsettable.put("SO_INCOMING_NAPI_ID", "the system sets it");
    unsettable.put("IP_MULTICAST_IF", "it has no value to begin with");
    values.put("TCP_FASTOPEN", 5);
    unsettable.put("TCP_FASTOPEN_CONNECT", "it can be set before connecting alone");
    unsettable.put("IPV6_V6ONLY", "it can be set before binding alone");
    unsettable.put("TCP_INFO", "it can only be read");
    unsettable.put("MAX_MESSAGE_SIZE", "it can only be read, but where messages are framed");
    unsettable.put("SO_PEERCRED", "the peer has them");
    unsettable.put("TCP_QUICKACK", "the system changes it as it sees fit, tcp(7)");
    values.putAll(fixture.optionValues());
    unsettable.putAll(fixture.unsettableOptions());
  }

  /** Reads it, sets it to another value, and reads that back. */
  <T> void assertRoundTrip(Pollable socket, SocketOption<T> option) throws IOException {
    if (unsettable.containsKey(option.name())) {
      return;
    }
    T initial = socket.getOption(option);
    T other = other(option, initial);
    assertNotEquals(initial, other, option.name());
    socket.setOption(option, other);
    assertReads(socket, option, other);
    if (initial != null) {
      assertSetsBack(socket, option, initial);
    } else {
      assertThrows(RuntimeException.class, () -> socket.setOption(option, null));
    }
  }

  private static <T> void assertSetsBack(Pollable socket, SocketOption<T> option, T initial)
      throws IOException {
    socket.setOption(option, initial);
    assertReads(socket, option, initial);
  }

  /** Sets the other value, where there is one. */
  <T> void setAnother(Pollable socket, SocketOption<T> option) throws IOException {
    if (!unsettable.containsKey(option.name())) {
      socket.setOption(option, other(option, null));
    }
  }

  /** That the other value was set. */
  <T> void assertAnother(Pollable socket, SocketOption<T> option) throws IOException {
    if (!unsettable.containsKey(option.name())) {
      assertReads(socket, option, other(option, null));
    }
  }

  private static <T> void assertReads(Pollable socket, SocketOption<T> option, T expected)
      throws IOException {
    T read = socket.getOption(option);
    if (SIZES.contains(option.name())) {
      assertTrue((Integer) read >= (Integer) expected, () -> option.name() + " reads " + read);
    } else {
      assertEquals(expected, read, option.name());
    }
  }

  private <T> T other(SocketOption<T> option, T initial) {
    Object value = values.get(option.name());
    if (value == null && option.type() == Boolean.class) {
      value = initial == null || !(Boolean) initial;
    } else if (value == null && option.type() == Duration.class) {
      value = Duration.ofSeconds(9);
    } else if (value == null) {
      throw new AssertionError("tell the fixture a value to try " + option.name() + " with");
    }
    return option.type().cast(value);
  }
}
