package dev.sockeye.memory;

import dev.sockeye.Attribute;
import dev.sockeye.EndpointUri;
import dev.sockeye.Message;
import dev.sockeye.SocketSpec;
import dev.sockeye.spi.UriOptions;
import dev.sockeye.unix.AbstractAddress;
import dev.sockeye.unix.Credentials;
import dev.sockeye.unix.Descriptors;
import dev.sockeye.unix.Unix;
import dev.sockeye.unix.UnixTransport;
import dev.sockeye.unix.UserIds;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The UNIX domain with the types of its module. All peers are this process and its user. */
final class FullUnixDomain implements UnixDomain {

  /** {@code null} where the system has no numbers for users. */
  private static final Credentials OWN =
      Stream.of("/proc/self", System.getProperty("user.home"))
          .map(FullUnixDomain::owner)
          .filter(Objects::nonNull)
          .findFirst()
          .orElse(null);

  private final UnixTransport transport = new UnixTransport();

  private static Credentials owner(String file) {
    try {
      Map<String, Object> owner = Files.readAttributes(Path.of(file), "unix:uid,gid");
      return new Credentials(
          (int) ProcessHandle.current().pid(), id(owner.get("uid")), id(owner.get("gid")));
    } catch (IOException | UnsupportedOperationException e) {
      return null;
    }
  }

  private static long id(Object number) {
    return Integer.toUnsignedLong((Integer) number);
  }

  @Override
  public SocketAddress resolve(SocketSpec<?> spec, EndpointUri uri) {
    return transport.resolve(spec, uri, false);
  }

  @Override
  public boolean isAbstractName(SocketAddress address) {
    return address instanceof AbstractAddress;
  }

  @Override
  public void addOptions(OptionValues options, boolean listener) {
    options.add(Unix.MODE, "");
    options.add(Unix.UNLINK_ON_CLOSE, true);
    options.add(Unix.SO_PASSCRED, false);
    options.add(Unix.SO_PASSRIGHTS, true);
    options.addReadOnly(Unix.SO_PEERGROUPS);
    options.addReadOnly(Unix.SO_PEERSEC);
    options.addReadOnly(Unix.SO_PEERPIDFD);
    options.addReadOnly(Unix.PEER_CREDENTIALS); // that a listener has no peer can be read too
    if (listener) {
      options.add(Unix.ALLOW_UID, null);
    }
  }

  @Override
  public Map<Class<?>, UriOptions.OptionType<?>> optionTypes() {
    return transport.optionTypes();
  }

  @Override
  public void connected(OptionValues options) {
    options.add(Unix.PEER_CREDENTIALS, OWN);
  }

  @Override
  public boolean carries(Attribute<?> attribute) {
    return attribute == Unix.RIGHTS || attribute == Unix.CREDENTIALS;
  }

  @Override
  public boolean passes(Message message) {
    return message.get(Unix.RIGHTS) != null;
  }

  @Override
  public Message.Resource pass(Message message) throws IOException {
    Descriptors sent = message.get(Unix.RIGHTS);
    return sent == null ? null : sent.pass();
  }

  @Override
  public void attach(Message.Resource passed, Message message) {
    message.set(Unix.RIGHTS, (Descriptors) passed);
  }

  @Override
  public void attachSender(Message message) {
    if (OWN != null) {
      message.set(Unix.CREDENTIALS, OWN);
    }
  }

  @Override
  public boolean admitsThisProcess(OptionValues listener) {
    UserIds users = listener.get(Unix.ALLOW_UID);
    return users == null || (OWN != null && users.contains(OWN.uid()));
  }
}
