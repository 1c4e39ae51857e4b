package dev.sockeye.testkit;

import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;

/** How a transport's stream sockets are made. */
public class StreamFixture extends Fixture<StreamEndpoint> {

  /**
   * Creates a fixture that has all capabilities.
   *
   * @param network opens the sockets
   * @param spec which sockets
   * @param scheme the URI scheme that stands for them
   * @param addresses free addresses to bind to
   */
  public StreamFixture(
      Network network, SocketSpec<StreamEndpoint> spec, String scheme, AddressSource addresses) {
    super(network, spec, scheme, addresses);
  }

  /**
   * Says that the transport lacks a capability.
   *
   * @param capability which
   * @param reason why, to be printed
   * @return this
   */
  public final StreamFixture without(Capability capability, String reason) {
    lacks(capability, reason);
    return this;
  }

  /**
   * Says that a connection costs more than its system calls, so that fewer have to do.
   *
   * @param count how many are made and closed to see that none leaves anything behind
   * @param reason what it costs, to be printed
   * @return this
   */
  public final StreamFixture withConnections(int count, String reason) {
    connections(count, reason);
    return this;
  }

  /**
   * Says which value an option is to be tried with.
   *
   * @param <T> its type
   * @param option which
   * @param value a value that differs from the initial one and is read back as it was set
   * @return this
   */
  public final <T> StreamFixture withOption(SocketOption<T> option, T value) {
    optionValue(option, value);
    return this;
  }

  /**
   * Says that an option can only be read.
   *
   * @param option its name
   * @param reason why
   * @return this
   */
  public final StreamFixture withoutSetting(String option, String reason) {
    unsettable(option, reason);
    return this;
  }

  /** The address of a listener that is closed again. */
  @Override
  public SocketAddress deadAddress() throws IOException {
    try (Listener<StreamEndpoint> listener = listen()) {
      return listener.getLocalAddress();
    }
  }
}
