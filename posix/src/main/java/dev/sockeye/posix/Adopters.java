package dev.sockeye.posix;

import dev.sockeye.SocketSpec;
import dev.sockeye.spi.AdoptingTransport;
import dev.sockeye.spi.Transport;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Predicate;

/** The transports that make endpoints and listeners of open sockets. */
public final class Adopters {

  private Adopters() {}

  /** Loaded on first use, once. */
  private static final class Present {
    static final List<AdoptingTransport> ALL = load();

    private static List<AdoptingTransport> load() {
      List<AdoptingTransport> all = new ArrayList<>();
      Iterator<Transport> providers =
          ServiceLoader.load(Transport.class, Adopters.class.getClassLoader()).iterator();
      while (true) {
        try {
          if (!providers.hasNext()) {
            return List.copyOf(all);
          } else if (providers.next() instanceof AdoptingTransport adopting) {
            all.add(adopting);
          }
        } catch (ServiceConfigurationError e) {
          // The network tells of it, and the others work without it.
        }
      }
    }
  }

  /** The transport of a specification. */
  static AdoptingTransport of(SocketSpec<?> spec) {
    return Present.ALL.stream()
        .filter(
            transport ->
                transport.schemes().containsValue(spec)
                    || transport
                        .spec(spec.domain(), spec.type(), spec.protocol())
                        .filter(spec::equals)
                        .isPresent())
        .findFirst()
        .orElseThrow(
            () ->
                new UnsupportedOperationException(
                    "no transport present takes over open sockets " + spec));
  }

  /**
   * Finds the specification of an open socket.
   *
   * @param info what the system tells of it
   * @return the specification; empty if no transport present takes it over
   */
  public static Optional<SocketSpec<?>> spec(SocketInfo info) {
    return first(info::isExactly).or(() -> first(info::is)).or(() -> beyond(info));
  }

  /** One that no scheme stands for. */
  private static Optional<SocketSpec<?>> beyond(SocketInfo info) {
    return Present.ALL.stream()
        .<SocketSpec<?>>flatMap(
            transport -> transport.spec(info.domain(), info.type(), info.protocol()).stream())
        .findFirst();
  }

  private static Optional<SocketSpec<?>> first(Predicate<SocketSpec<?>> condition) {
    return Present.ALL.stream()
        .<SocketSpec<?>>flatMap(transport -> transport.schemes().values().stream())
        .filter(condition)
        .findFirst();
  }

  /** What is taken over, for messages. */
  static String present() {
    List<String> schemes =
        Present.ALL.stream().flatMap(transport -> transport.schemes().keySet().stream()).toList();
    return schemes.isEmpty() ? "is none" : "are " + String.join(", ", schemes);
  }
}
