package dev.sockeye.memory;

import dev.sockeye.Attribute;
import dev.sockeye.EndpointUri;
import dev.sockeye.Message;
import dev.sockeye.SocketSpec;
import dev.sockeye.spi.UriOptions;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Map;

/** What only the UNIX domain has: abstract names, and options about files and users. */
interface UnixDomain {

  /** The address that a URI names: a path, or an abstract name after an {@code @}. */
  SocketAddress resolve(SocketSpec<?> spec, EndpointUri uri);

  boolean isAbstractName(SocketAddress address);

  void addOptions(OptionValues options, boolean listener);

  /** How the values of its options are read from a URI. */
  Map<Class<?>, UriOptions.OptionType<?>> optionTypes();

  /** Notes who the peer is, which is this process. */
  void connected(OptionValues options);

  /** Whether its messages carry an attribute. */
  boolean carries(Attribute<?> attribute);

  /** Whether a message has something for its receiver. */
  boolean passes(Message message);

  /** What the receiver gets of what a message carries; {@code null} if that is nothing. */
  Message.Resource pass(Message message) throws IOException;

  /** Gives it to the message that is received. */
  void attach(Message.Resource passed, Message message);

  /** Tells in a received message who sent it: this process. */
  void attachSender(Message message);

  /** Whether a listener with these options accepts connections of this process. */
  boolean admitsThisProcess(OptionValues listener);
}
