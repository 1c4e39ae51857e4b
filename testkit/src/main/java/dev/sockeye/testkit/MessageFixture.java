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
import java.util.Objects;

/** How a transport's message sockets are made. */
public class MessageFixture extends Fixture<MessageEndpoint> {

  private final int largestMessage;
  private final MessageForm form;
  private final Map<Attribute<?>, Object> attributes = new LinkedHashMap<>();

  /**
   * Creates a fixture that has all capabilities, and any bytes for messages.
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
    this(network, spec, scheme, addresses, largestMessage, MessageForm.FREE);
  }

  /**
   * Creates a fixture that has all capabilities, and messages of a form.
   *
   * @param network opens the sockets
   * @param spec which sockets
   * @param scheme the URI scheme that stands for them
   * @param addresses free addresses to bind to
   * @param largestMessage the length of the largest message that can be sent, in bytes
   * @param form what messages must look like
   */
  public MessageFixture(
      Network network,
      SocketSpec<MessageEndpoint> spec,
      String scheme,
      AddressSource addresses,
      int largestMessage,
      MessageForm form) {
    super(network, spec, scheme, addresses);
    this.largestMessage = largestMessage;
    this.form = Objects.requireNonNull(form, "form");
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
   * What messages must look like.
   *
   * @return the form
   */
  public MessageForm form() {
    return form;
  }

  /**
   * The length of the longest text that a message can carry.
   *
   * @return the length in bytes
   */
  public int largestText() {
    return largestMessage - form.header();
  }

  /**
   * The length of a text that is refused for it: one more than the longest, unless the longest that
   * the sockets take is far beyond what they are tried with here.
   *
   * @return the length in bytes
   */
  public int refusedText() {
    return largestText() + 1;
  }

  /**
   * Where an endpoint of a {@link #pair} has to send to. It has a peer unless the transport lacks
   * {@link Capability#CONNECT}; a fixture that does overrides this.
   *
   * @param endpoint one of a pair
   * @return the address; {@code null} to send to the peer without naming it
   */
  public SocketAddress target(MessageEndpoint endpoint) {
    return null;
  }

  /**
   * What a receiver is told of a sender that is not bound, and that the system does not bind
   * either.
   *
   * @return nothing, {@code null}, unless overridden
   */
  public SocketAddress unboundSender() {
    return null;
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
   * Says that a connection costs more than its system calls, so that fewer have to do.
   *
   * @param count how many are made and closed to see that none leaves anything behind
   * @param reason what it costs, to be printed
   * @return this
   */
  public final MessageFixture withConnections(int count, String reason) {
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

  /**
   * Where there are no connections to accept, two that are bound and connected to each other; or
   * bound alone, if the transport lacks {@link Capability#CONNECT}.
   */
  @Override
  public EndpointPair<MessageEndpoint> pair() throws IOException {
    if (!isConnectionless()) {
      return super.pair();
    }
    EndpointPair<MessageEndpoint> pair = new EndpointPair<>(bound(), bound());
    if (missing().containsKey(Capability.CONNECT)) {
      return pair;
    }
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
