package dev.sockeye.memory;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.spi.UriOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;

/** What only UDP has: groups of receivers. */
interface Multicast {

  void addOptions(OptionValues options);

  /** How the values of its options are read from a URI. */
  Map<Class<?>, UriOptions.OptionType<?>> optionTypes();

  /** The groups of a socket, which has joined none. */
  Groups groups(MemorySocket<?> socket);

  /** Binds to the address of a URI; if that is a group, joins it. */
  void bind(Endpoint endpoint, EndpointUri uri, InetSocketAddress local) throws IOException;
}
