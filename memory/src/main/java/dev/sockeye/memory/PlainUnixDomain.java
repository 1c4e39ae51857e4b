package dev.sockeye.memory;

import dev.sockeye.Attribute;
import dev.sockeye.EndpointUri;
import dev.sockeye.Message;
import dev.sockeye.SocketSpec;
import dev.sockeye.spi.UriOptions;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Map;

/**
 * The UNIX domain without its module: URIs with its options work, whose values are checked and
 * change nothing.
 */
final class PlainUnixDomain implements UnixDomain {

  @Override
  public SocketAddress resolve(SocketSpec<?> spec, EndpointUri uri) {
    String path = uri.decodedAddress();
    return path.startsWith("@") ? new MemoryAddress(path) : UnixDomainSocketAddress.of(path);
  }

  @Override
  public boolean isAbstractName(SocketAddress address) {
    return address instanceof MemoryAddress;
  }

  @Override
  public void addOptions(OptionValues options, boolean listener) {
    options.add(OptionValues.MODE, "");
    options.add(OptionValues.UNLINK_ON_CLOSE, true);
    options.add(OptionValues.SO_PASSCRED, false);
    options.add(OptionValues.SO_PASSRIGHTS, true);
    if (listener) {
      options.add(OptionValues.ALLOW_UID, "");
    }
  }

  @Override
  public Map<Class<?>, UriOptions.OptionType<?>> optionTypes() {
    return Map.of();
  }

  @Override
  public void connected(OptionValues options) {}

  @Override
  public boolean carries(Attribute<?> attribute) {
    return false;
  }

  @Override
  public boolean passes(Message message) {
    return false;
  }

  @Override
  public Message.Resource pass(Message message) {
    return null;
  }

  @Override
  public void attach(Message.Resource passed, Message message) {}

  @Override
  public void attachSender(Message message) {}

  @Override
  public boolean admitsThisProcess(OptionValues listener) {
    return true;
  }
}
