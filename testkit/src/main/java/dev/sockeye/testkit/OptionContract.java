package dev.sockeye.testkit;

import static dev.sockeye.EndpointOptions.BACKLOG;
import static dev.sockeye.EndpointOptions.SO_RCVTIMEO;
import static dev.sockeye.EndpointOptions.SO_SNDTIMEO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.Listener;
import dev.sockeye.Pollable;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every option that a socket supports can be read and set, and no other. */
public abstract class OptionContract extends StreamCases {

  private static final SocketOption<String> UNKNOWN = EndpointOptions.of("UNKNOWN", String.class);

  /** Creates the contract; JUnit does. */
  protected OptionContract() {}

  @Test
  void everyOptionOfAnOpenEndpointIsReadSetToAnotherValueAndReadBack() throws Exception {
    StreamEndpoint endpoint = open();
    assertRoundTrips(endpoint, endpoint.supportedOptions());
  }

  @Test
  void everyOptionOfAConnectedEndpointIsReadSetToAnotherValueAndReadBack() throws Exception {
    EndpointPair<StreamEndpoint> pair = pair();
    assertRoundTrips(pair.first(), pair.first().supportedOptions());
    assertRoundTrips(pair.second(), pair.second().supportedOptions());
    assertConnected(pair.first(), pair.second());
  }

  @Test
  void everyOptionOfAListenerIsReadSetToAnotherValueAndReadBack() throws Exception {
    Listener<StreamEndpoint> listener = openListener();
    assertRoundTrips(listener, listener.supportedOptions());
  }

  private void assertRoundTrips(Pollable socket, Set<SocketOption<?>> options) throws IOException {
    OptionValues values = new OptionValues(transport());
    for (SocketOption<?> option : options) {
      values.assertRoundTrip(socket, option);
    }
  }

  @Test
  void theTimeoutsAreOptionsOfEverySocket() throws Exception {
    needs(Capability.TIMEOUTS);
    for (Pollable socket : new Pollable[] {pair().first(), listen()}) {
      assertTrue(socket.supportedOptions().containsAll(Set.of(SO_RCVTIMEO, SO_SNDTIMEO)));
      assertEquals(Duration.ZERO, socket.getOption(SO_RCVTIMEO));
      assertEquals(Duration.ZERO, socket.getOption(SO_SNDTIMEO));
      assertSame(socket, socket.setOption(SO_RCVTIMEO, Duration.ofMillis(1500)));
      assertSame(socket, socket.setOption(SO_SNDTIMEO, Duration.ofNanos(1)));
      assertEquals(Duration.ofMillis(1500), socket.getOption(SO_RCVTIMEO));
      assertEquals(Duration.ofNanos(1), socket.getOption(SO_SNDTIMEO));
    }
  }

  @Test
  void anOptionThatIsNotSupportedIsRefused() throws Exception {
    for (Pollable socket : new Pollable[] {pair().first(), listen()}) {
      assertThrows(UnsupportedOperationException.class, () -> socket.getOption(UNKNOWN));
      assertThrows(UnsupportedOperationException.class, () -> socket.setOption(UNKNOWN, "x"));
      assertTrue(socket.isOpen());
    }
  }

  @Test
  void thereIsNoOptionWithoutAName() throws Exception {
    for (Pollable socket : new Pollable[] {pair().first(), listen()}) {
      assertThrows(NullPointerException.class, () -> socket.getOption(null));
      assertThrows(NullPointerException.class, () -> socket.setOption(null, "x"));
    }
  }

  @Test
  void aBufferSizeCannotBeNegative() throws Exception {
    needs(Capability.BUFFER_SIZES);
    StreamEndpoint endpoint = pair().first();
    assertThrows(
        IllegalArgumentException.class,
        () -> endpoint.setOption(StandardSocketOptions.SO_SNDBUF, -1));
    assertTrue(endpoint.getOption(StandardSocketOptions.SO_SNDBUF) > 0);
  }

  @Test
  void anAcceptedEndpointInheritsTheListenersOptions() throws Exception {
    needs(Capability.INHERITED_OPTIONS);
    Listener<StreamEndpoint> listener = listen();
    listener.setOption(SO_RCVTIMEO, Duration.ofSeconds(7));
    listener.setOption(SO_SNDTIMEO, Duration.ofSeconds(8));
    try (StreamEndpoint client = connect(listener.getLocalAddress());
        StreamEndpoint accepted = transport().accept(listener)) {
      assertEquals(Duration.ofSeconds(7), accepted.getOption(SO_RCVTIMEO));
      assertEquals(Duration.ofSeconds(8), accepted.getOption(SO_SNDTIMEO));
      assertEquals(Duration.ZERO, client.getOption(SO_RCVTIMEO));
    }
    listener.setOption(SO_RCVTIMEO, Duration.ZERO);
    try (StreamEndpoint client = connect(listener.getLocalAddress());
        StreamEndpoint accepted = transport().accept(listener)) {
      assertEquals(Duration.ZERO, accepted.getOption(SO_RCVTIMEO));
      assertTrue(client.isConnected());
    }
  }

  @Test
  void whatAnEndpointSupportsCanBeSetOnItsListener() throws Exception {
    needs(Capability.INHERITED_OPTIONS);
    Listener<StreamEndpoint> listener = listen();
    StreamEndpoint client = connect(listener.getLocalAddress());
    OptionValues values = new OptionValues(transport());
    for (SocketOption<?> option : accept(listener).supportedOptions()) {
      assertTrue(listener.supportedOptions().contains(option), option.name());
      values.setAnother(listener, option);
    }
    assertTrue(client.isConnected());
    connect(listener.getLocalAddress());
    StreamEndpoint accepted = accept(listener);
    for (SocketOption<?> option : accepted.supportedOptions()) {
      values.assertAnother(accepted, option);
    }
  }

  @Test
  void theBacklogIsAnOptionOfListenersOnly() throws Exception {
    needs(Capability.INHERITED_OPTIONS);
    Listener<StreamEndpoint> listener = openListener();
    assertEquals(EndpointOptions.DEFAULT_BACKLOG, listener.getOption(BACKLOG));
    assertSame(listener, listener.setOption(BACKLOG, 7));
    assertEquals(7, listener.getOption(BACKLOG));
    StreamEndpoint endpoint = pair().first();
    assertThrows(UnsupportedOperationException.class, () -> endpoint.setOption(BACKLOG, 7));
  }

  @Test
  void theSetOfOptionsIsTheCallersToKeepButNotToChange() throws Exception {
    Set<SocketOption<?>> options = pair().first().supportedOptions();
    assertThrows(UnsupportedOperationException.class, () -> options.add(UNKNOWN));
  }
}
