package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.SchemeInfo;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryOptionsTest {

  private final MemoryNetwork network = MemoryNetwork.create();

  @AfterEach
  void closeNetwork() {
    network.close();
  }

  private static EndpointUri uri(String text) {
    return EndpointUri.valueOf(text);
  }

  private Endpoint open(String scheme) throws IOException {
    for (SchemeInfo info : network.schemes()) {
      if (info.scheme().equals(scheme)) {
        return network.socket(info.spec());
      }
    }
    throw new AssertionError(scheme);
  }

  @Test
  void areReadBackAsTheyWereSet() throws IOException {
    MemoryNetwork.Builder builder = MemoryNetwork.builder();
    for (String scheme : List.of("raw", "ping", "netlink", "packet")) {
      builder.peer(scheme, (request, line) -> {});
    }
    try (MemoryNetwork all = builder.build()) {
      for (SchemeInfo info : all.schemes()) {
        if (info.unavailable().isEmpty() && info.spec().shape() != Endpoint.class) {
          areReadBackAsTheyWereSet(all, info.spec());
        }
      }
    }
  }

  private static void areReadBackAsTheyWereSet(MemoryNetwork all, SocketSpec<?> spec)
      throws IOException {
    try (Endpoint endpoint = all.socket(spec)) {
      for (SocketOption<?> option : endpoint.supportedOptions()) {
        boolean isOfAssociation = option.name().equals("SCTP_PRIMARY_ADDR"); // of which is none
        if (!isOfAssociation && !option.name().equals("MAX_MESSAGE_SIZE")) { // which is only read
          assertRoundTrip(endpoint, option);
        }
      }
    }
  }

  @SuppressWarnings("unchecked") // the values are of the options' types
  private static <T> void assertRoundTrip(Endpoint endpoint, SocketOption<T> option)
      throws IOException {
    T initial = endpoint.getOption(option);
    Object other =
        switch (option.type().getSimpleName()) {
          case "Boolean" -> !(Boolean) initial;
          case "Integer" -> (Integer) initial + (option.name().endsWith("_CSCOV") ? 8 : 1);
          case "Long" -> (Long) initial + 8;
          case "Duration" -> Duration.ofSeconds(7);
          default -> null; // an interface, which this host may lack
        };
    if (other != null) {
      endpoint.setOption(option, (T) other);
      assertEquals(other, endpoint.getOption(option), option::name);
    }
  }

  @Test
  void areThoseOfARealSocket() throws IOException {
    Set<String> real;
    try (SocketChannel channel = SocketChannel.open()) {
      real = names(channel.supportedOptions());
    }
    try (Endpoint endpoint = open("tcp")) {
      Set<String> missing = new TreeSet<>(real);
      missing.removeAll(names(endpoint.supportedOptions()));
      missing.remove("SO_INCOMING_NAPI_ID"); // of network cards
      missing.remove("SO_OOBINLINE"); // of the JDK's java.net.Socket; no public constant

      assertEquals(Set.of(), missing);
    }
  }

  private static Set<String> names(Set<SocketOption<?>> options) {
    return options.stream().map(SocketOption::name).collect(Collectors.toSet());
  }

  @Test
  void haveGoodDefaults() throws IOException {
    try (Endpoint endpoint = open("tcp")) {
      assertTrue(endpoint.getOption(StandardSocketOptions.TCP_NODELAY));
      assertEquals(-1, endpoint.getOption(StandardSocketOptions.SO_LINGER));
      assertEquals(65_536, endpoint.getOption(StandardSocketOptions.SO_SNDBUF));
      assertEquals(Duration.ZERO, endpoint.getOption(EndpointOptions.SO_RCVTIMEO));
    }
  }

  @Test
  void areRefusedIfUnsupportedOrImpossible() throws IOException {
    Endpoint endpoint = open("unix");
    assertThrows(
        UnsupportedOperationException.class,
        () -> endpoint.setOption(StandardSocketOptions.TCP_NODELAY, true));
    assertThrows(
        UnsupportedOperationException.class,
        () -> endpoint.getOption(StandardSocketOptions.TCP_NODELAY));
    assertThrows(
        IllegalArgumentException.class,
        () -> endpoint.setOption(StandardSocketOptions.SO_RCVBUF, -1));
    assertThrows(
        IllegalArgumentException.class,
        () -> endpoint.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofNanos(-1)));
    assertThrows(NullPointerException.class, () -> endpoint.getOption(null));
    endpoint.close();
    assertThrows(
        ClosedChannelException.class, () -> endpoint.getOption(StandardSocketOptions.SO_RCVBUF));
  }

  @Test
  void ofAListenerAreInheritedFromThenOn() throws IOException {
    EndpointUri where = uri("tcp://db.internal:5432?BACKLOG=8&SO_KEEPALIVE=true");
    try (Listener<StreamEndpoint> listener = network.listenStream(where);
        StreamEndpoint client = network.connectStream(where)) {
      listener.setOption(StandardSocketOptions.TCP_NODELAY, false);
      listener.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(3));
      try (StreamEndpoint accepted = listener.accept()) {
        assertTrue(accepted.getOption(StandardSocketOptions.SO_KEEPALIVE));
        assertFalse(accepted.getOption(StandardSocketOptions.TCP_NODELAY));
        assertEquals(Duration.ofSeconds(3), accepted.getOption(EndpointOptions.SO_RCVTIMEO));
        assertTrue(client.getOption(StandardSocketOptions.TCP_NODELAY));
      }
      assertEquals(8, listener.getOption(EndpointOptions.BACKLOG));
    }
  }

  @Test
  void boundWhatAWriterMayBeAhead() throws IOException {
    EndpointUri where = uri("tcp://db.internal:5432?SO_SNDBUF=1k&SO_RCVBUF=2k");
    try (Listener<StreamEndpoint> listener = network.listenStream(where);
        StreamEndpoint client = network.connectStream(where);
        StreamEndpoint server = listener.accept()) {
      client.configureBlocking(false);

      assertEquals(3072, client.write(ByteBuffer.allocate(10_000)));
      assertEquals(0, client.write(ByteBuffer.allocate(10_000)));
      assertEquals(72, server.read(ByteBuffer.allocate(72)));
      assertEquals(72, client.write(ByteBuffer.allocate(10_000)));
    }
  }

  @Test
  void unknownInAUriAreTold() {
    Map<String, String> told =
        Map.of(
            "tcp://db.internal:1?TCP_NODLAY=true", "did you mean TCP_NODELAY?",
            "tcp://db.internal:1?SO_RCVBUF=lots", "a whole number");

    told.forEach(
        (text, advice) -> {
          IllegalArgumentException refused =
              assertThrows(IllegalArgumentException.class, () -> network.connectStream(uri(text)));
          assertTrue(refused.getMessage().contains(advice), refused::getMessage);
        });
    assertEquals(0, network.openSockets());
  }

  @Test
  void theLargestBuffersHoldWhatSmallerOnesDo() throws IOException {
    try (Listener<StreamEndpoint> listener = network.listenStream(uri("tcp://:7000"));
        StreamEndpoint endpoint = network.connectStream(uri("tcp://any.host:7000"))) {
      endpoint.setOption(StandardSocketOptions.SO_SNDBUF, Integer.MAX_VALUE);
      endpoint.configureBlocking(false);
      assertEquals(1_000_000, endpoint.write(ByteBuffer.allocate(1_000_000)));
      assertTrue(listener.isOpen());
    }
  }
}
