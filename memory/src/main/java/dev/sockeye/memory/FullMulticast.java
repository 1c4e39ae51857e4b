package dev.sockeye.memory;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.spi.UriOptions;
import dev.sockeye.udp.UdpTransport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;

/** UDP with the types of its module. */
final class FullMulticast implements Multicast {

  private final UdpTransport transport = new UdpTransport();

  @Override
  public void addOptions(OptionValues options) {
    MemoryMemberships.OPTIONS.forEach(name -> options.add(name, null));
  }

  @Override
  public Map<Class<?>, UriOptions.OptionType<?>> optionTypes() {
    return transport.optionTypes();
  }

  @Override
  public Groups groups(MemorySocket<?> socket) {
    return new MemoryMemberships(socket);
  }

  @Override
  public void bind(Endpoint endpoint, EndpointUri uri, InetSocketAddress local) throws IOException {
    UdpTransport.bindAndJoin(endpoint, uri, local);
  }
}
