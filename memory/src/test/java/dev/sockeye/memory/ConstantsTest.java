package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Attribute;
import dev.sockeye.Domain;
import dev.sockeye.EndpointPair;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.Pollable;
import dev.sockeye.Protocol;
import dev.sockeye.SchemeInfo;
import dev.sockeye.SocketSpec;
import dev.sockeye.can.Can;
import dev.sockeye.netlink.Netlink;
import dev.sockeye.packet.Packet;
import dev.sockeye.raw.Ping;
import dev.sockeye.raw.Raw;
import dev.sockeye.sctp.Sctp;
import dev.sockeye.tcp.Mptcp;
import dev.sockeye.tcp.Tcp;
import dev.sockeye.tipc.Tipc;
import dev.sockeye.tipc.TipcAddress;
import dev.sockeye.udp.Udp;
import dev.sockeye.udp.Udplite;
import dev.sockeye.unix.Descriptors;
import dev.sockeye.unix.Unix;
import dev.sockeye.vsock.Vsock;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.SocketOption;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every constant of the classes that describe transports is understood in memory, as on the system
 * where that has the sockets.
 */
@Timeout(60)
class ConstantsTest {

  private static final MemoryNetwork MEMORY = MemoryNetwork.create();

  @TempDir Path folder;

  /** A constant: a specification, its domain or protocol, an option, or an attribute. */
  private record Constant(Class<?> owner, String name, Object value) {

    static Stream<Constant> of(Class<?> owner) {
      return Arrays.stream(owner.getFields())
          .filter(field -> Modifier.isStatic(field.getModifiers()))
          .map(field -> new Constant(owner, field.getName(), value(field)))
          .filter(constant -> !(constant.value() instanceof Number)); // such as limits
    }

    private static Object value(Field field) {
      try {
        return field.get(null);
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
    }

    List<SocketSpec<?>> specs() {
      List<SocketSpec<?>> specs = new ArrayList<>();
      of(owner)
          .map(Constant::value)
          .filter(SocketSpec.class::isInstance)
          .forEach(spec -> specs.add((SocketSpec<?>) spec));
      return specs;
    }

    @Override
    public String toString() {
      return owner.getSimpleName() + '.' + name;
    }
  }

  /** Opens what an option may be of. */
  @FunctionalInterface
  private interface Opener {
    Pollable open() throws IOException;
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Tcp.class,
        Mptcp.class,
        Udp.class,
        Udplite.class,
        Unix.class,
        Sctp.class,
        Tipc.class,
        Vsock.class
      })
  void allAreUnderstoodInMemory(Class<?> owner) {
    assertEquals(List.of(), misunderstood(MEMORY, owner));
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Tcp.class,
        Mptcp.class,
        Udp.class,
        Udplite.class,
        Unix.class,
        Sctp.class,
        Tipc.class,
        Vsock.class
      })
  void theSystemUnderstandsThemToo(Class<?> owner) {
    Network system = Network.system();
    assertEquals(List.of(), misunderstood(system, owner));
  }

  @Test
  void constantsAreFound() {
    assertFalse(
        Constant.of(Unix.class)
            .filter(each -> each.value() instanceof Attribute)
            .findAny()
            .isEmpty());
  }

  private List<String> misunderstood(Network network, Class<?> owner) {
    List<String> wrong = new ArrayList<>();
    Constant.of(owner)
        .forEach(
            constant -> {
              try {
                if (!isUnderstood(network, constant)) {
                  wrong.add(constant + " is not understood");
                }
              } catch (IOException | RuntimeException e) {
                wrong.add(constant + ": " + e);
              }
            });
    return wrong;
  }

  private boolean isUnderstood(Network network, Constant constant) throws IOException {
    List<SocketSpec<?>> there =
        constant.specs().stream().filter(spec -> unavailable(network, spec).isEmpty()).toList();
    if (there.isEmpty()) {
      return network != MEMORY; // it says why
    } else if (constant.value() instanceof SocketSpec<?> spec) {
      return opens(network, spec) || unavailable(network, spec).isPresent();
    } else if (constant.value() instanceof Protocol protocol) {
      return there.stream().anyMatch(spec -> spec.protocol().equals(protocol));
    } else if (constant.value() instanceof Domain domain) {
      return there.stream().anyMatch(spec -> spec.domain().equals(domain));
    } else if (constant.value() instanceof SocketOption<?> option) {
      return isOption(network, there, option) || (network != MEMORY && isLacking(option));
    }
    return isCarried(network, there, (Attribute<?>) constant.value());
  }

  /** A kernel without SELinux, Smack or AppArmor has no SO_PEERSEC; it says so of processes too. */
  private static boolean isLacking(SocketOption<?> option) {
    if (option != Unix.SO_PEERSEC) {
      return false;
    }
    try {
      Files.readString(Path.of("/proc/self/attr/current"));
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static Optional<String> unavailable(Network network, SocketSpec<?> spec) {
    return network.schemes().stream()
        .filter(info -> info.spec().equals(spec))
        .findFirst()
        .flatMap(SchemeInfo::unavailable);
  }

  private static boolean opens(Network network, SocketSpec<?> spec) throws IOException {
    try (Pollable socket = network.socket(spec)) {
      return socket.isOpen();
    }
  }

  private static boolean isOption(Network network, List<SocketSpec<?>> specs, SocketOption<?> name)
      throws IOException {
    for (SocketSpec<?> spec : specs) {
      for (Opener opener :
          List.<Opener>of(() -> network.socket(spec), () -> listener(network, spec))) {
        try (Pollable socket = opener.open()) {
          if (socket != null && isReadable(socket, name)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static Listener<?> listener(Network network, SocketSpec<?> spec) throws IOException {
    try {
      return network.listener(spec);
    } catch (UnsupportedOperationException withoutConnections) {
      return null;
    }
  }

  private static boolean isReadable(Pollable socket, SocketOption<?> name) throws IOException {
    if (!socket.supportedOptions().contains(name)) {
      return false;
    }
    Object value = socket.getOption(name);
    return value == null || name.type().isInstance(value);
  }

  private boolean isCarried(Network network, List<SocketSpec<?>> specs, Attribute<?> attribute)
      throws IOException {
    if (attribute == Tipc.GROUP_EVENT) {
      return true; // groups are the system's alone, which refuses by name in memory
    } else if (specs.contains(Tipc.RDM)) {
      return isCarriedByTipc(network, attribute);
    }
    for (SocketSpec<?> spec : specs) {
      if (spec.shape() == MessageEndpoint.class && isCarried(network, messages(spec), attribute)) {
        return true;
      }
    }
    return false;
  }

  /** What a message to a service, and one that comes back, carry. */
  private static boolean isCarriedByTipc(Network network, Attribute<?> attribute)
      throws IOException {
    TipcAddress.Service service = new TipcAddress.Service(19_000, 1);
    Message received = Message.allocate(9);
    TipcAddress.Id gone = new TipcAddress.Id(0, 1);
    try (MessageEndpoint endpoint = network.socket(Tipc.RDM).bind(service)) {
      endpoint.setOption(Tipc.DEST_DROPPABLE, false);
      endpoint.setOption(dev.sockeye.EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(10));
      endpoint.sendTo(ByteBuffer.allocate(1), attribute == Tipc.DESTNAME ? service : gone);
      endpoint.receiveMessage(received);
      return received.get(attribute) != null;
    }
  }

  @SuppressWarnings("unchecked") // its shape was looked at
  private static SocketSpec<MessageEndpoint> messages(SocketSpec<?> spec) {
    return (SocketSpec<MessageEndpoint>) spec;
  }

  private boolean isCarried(
      Network network, SocketSpec<MessageEndpoint> spec, Attribute<?> attribute)
      throws IOException {
    Message sent = Message.of(ByteBuffer.allocate(1));
    Message received = Message.allocate(9);
    try (EndpointPair<MessageEndpoint> pair = network.pair(spec);
        Descriptors file = Descriptors.open(Files.createTempFile(folder, "f", null))) {
      if (attribute == Unix.RIGHTS) {
        sent.set(Unix.RIGHTS, file); // of all others there is always one
      } else if (attribute == Unix.CREDENTIALS) {
        pair.second().setOption(Unix.SO_PASSCRED, true);
      }
      pair.second().setOption(dev.sockeye.EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(10));
      pair.first().sendMessage(sent);
      pair.second().receiveMessage(received);
      return received.get(attribute) != null;
    } finally {
      received.clear();
    }
  }

  /** Walked here, or where a scripted peer or a bus is at the other end. */
  private static final Set<Class<?>> WALKED =
      Set.of(
          Tcp.class,
          Mptcp.class,
          Udp.class,
          Udplite.class,
          Unix.class,
          Sctp.class,
          Tipc.class,
          Vsock.class,
          Can.class,
          Netlink.class,
          Packet.class,
          Ping.class,
          Raw.class);

  /** So that the constants of a transport that is new are not forgotten here. */
  @Test
  void noClassOfConstantsIsForgotten() throws Exception {
    Set<Class<?>> found = new HashSet<>();
    for (Class<?> known : WALKED) {
      found.addAll(classesBeside(known));
    }
    for (SchemeInfo scheme : Network.system().schemes()) {
      boolean walked =
          WALKED.stream()
              .anyMatch(known -> known.getPackageName().endsWith('.' + family(scheme.transport())));
      assertTrue(walked || scheme.transport().equals("inherited"), scheme::toString);
    }
    found.removeAll(WALKED);
    assertEquals(Set.of(), found);
  }

  private static String family(String transport) {
    return switch (transport) {
      case "mptcp" -> "tcp";
      case "udplite" -> "udp";
      case "ping" -> "raw";
      default -> transport;
    };
  }

  /** The classes of a package that publish specifications. */
  private static List<Class<?>> classesBeside(Class<?> known) throws Exception {
    URI source = known.getProtectionDomain().getCodeSource().getLocation().toURI();
    Path place = Path.of(source);
    if (Files.isDirectory(place)) {
      return classesIn(place, known);
    }
    try (FileSystem jar = FileSystems.newFileSystem(place)) {
      return classesIn(jar.getPath("/"), known);
    }
  }

  private static List<Class<?>> classesIn(Path root, Class<?> known) throws Exception {
    List<Class<?>> found = new ArrayList<>();
    String folder = known.getPackageName().replace('.', '/');
    try (Stream<Path> files = Files.list(root.resolve(folder))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        String name = file.getFileName().toString().replace(".class", "");
        Class<?> type =
            Class.forName(known.getPackageName() + '.' + name, false, known.getClassLoader());
        if (Modifier.isPublic(type.getModifiers()) && publishesSpecs(type)) {
          found.add(type);
        }
      }
    }
    return found;
  }

  private static boolean publishesSpecs(Class<?> type) {
    return Arrays.stream(type.getDeclaredFields())
        .anyMatch(
            field ->
                Modifier.isPublic(field.getModifiers())
                    && Modifier.isStatic(field.getModifiers())
                    && field.getType() == SocketSpec.class);
  }
}
