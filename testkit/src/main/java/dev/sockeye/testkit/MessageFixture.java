package dev.sockeye.testkit;

import dev.sockeye.Attribute;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointPair;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.SocketSpec;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** How a transport's message sockets are made. */
public class MessageFixture extends Fixture<MessageEndpoint> {

  private final int largestMessage;
  private final Map<Attribute<?>, Object> attributes = new LinkedHashMap<>();

  /**
   * Creates a fixture that has all capabilities.
   *
   * @param network opens the sockets
   * @param spec which sockets
   * @param scheme the URI scheme that stands for them
   * @param addresses free addresses to bind to
   * @param largestMessage the length of the largest message that can be sent, in bytes
   */
  public MessageFixture(
      Network network,
      SocketSpec<MessageEndpoint> spec,
      String scheme,
      AddressSource addresses,
      int largestMessage) {
    super(network, spec, scheme, addresses);
    this.largestMessage = largestMessage;
  }

  /**
   * The length of the largest message that can be sent.
   *
   * @return the length in bytes
   */
  public int largestMessage() {
    return largestMessage;
  }

  /**
   * Tells whether there are no connections to accept: an endpoint is bound, and receives from
   * anybody.
   *
   * @return whether one endpoint has all peers
   */
  public boolean isConnectionless() {
    return !spec().semantics().isAccepting();
  }

  /**
   * Attributes that messages carry, each with a value to try it with.
   *
   * @return the values
   */
  public Map<Attribute<?>, Object> attributes() {
    return Collections.unmodifiableMap(attributes);
  }

  /**
   * Says that messages carry an attribute.
   *
   * @param <T> its type
   * @param attribute which
   * @param value a value that arrives as it was sent
   * @return this
   */
  public final <T> MessageFixture withAttribute(Attribute<T> attribute, T value) {
    attributes.put(attribute, value);
    return this;
  }

  /**
   * Says that the transport lacks a capability.
   *
   * @param capability which
   * @param reason why, to be printed
   * @return this
   */
  public final MessageFixture without(Capability capability, String reason) {
    lacks(capability, reason);
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
  public final <T> MessageFixture withOption(SocketOption<T> option, T value) {
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
  public final MessageFixture withoutSetting(String option, String reason) {
    unsettable(option, reason);
    return this;
  }

  /**
   * Opens an endpoint and binds it to a free address.
   *
   * @return the endpoint
   * @throws IOException if the system refuses
   */
  public MessageEndpoint bound() throws IOException {
    MessageEndpoint endpoint = open();
    try {
      return endpoint.bind(freeAddress());
    } catch (IOException | RuntimeException e) {
      endpoint.close();
      throw e;
    }
  }

  /** Where there are no connections to accept, two that are bound and connected to each other. */
  @Override
  public EndpointPair<MessageEndpoint> pair() throws IOException {
    if (!isConnectionless()) {
      return super.pair();
    }
    EndpointPair<MessageEndpoint> pair = new EndpointPair<>(bound(), bound());
    try {
      pair.first().connect(pair.second().getLocalAddress());
      pair.second().connect(pair.first().getLocalAddress());
      return pair;
    } catch (IOException | RuntimeException e) {
      pair.close();
      throw e;
    }
  }

  /** The address of an endpoint or a listener that is closed again. */
  @Override
  public SocketAddress deadAddress() throws IOException {
    if (isConnectionless()) {
      try (Endpoint endpoint = bound()) {
        return endpoint.getLocalAddress();
      }
    }
    try (Listener<MessageEndpoint> listener = listen()) {
      return listener.getLocalAddress();
    }
  }
}
