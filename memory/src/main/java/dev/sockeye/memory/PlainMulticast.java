package dev.sockeye.memory;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.spi.UriOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;

/** UDP without its module, whose types a membership needs: there are no groups. */
final class PlainMulticast implements Multicast {

  @Override
  public void addOptions(OptionValues options) {}

  @Override
  public Map<Class<?>, UriOptions.OptionType<?>> optionTypes() {
    return Map.of();
  }

  @Override
  public Groups groups(MemorySocket<?> socket) {
    return Groups.NONE;
  }

  @Override
  public void bind(Endpoint endpoint, EndpointUri uri, InetSocketAddress local) throws IOException {
    endpoint.bind(local);
  }
}
