package dev.sockeye.posix;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.SocketSpec;
import dev.sockeye.spi.AbstractTransport;
import dev.sockeye.spi.AdoptingTransport;
import dev.sockeye.spi.OpenSocket;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The transport of a family whose sockets are native: it says which {@link Kind} each is. */
public abstract class NativeTransport extends AbstractTransport implements AdoptingTransport {

  /**
   * Creates a transport. Its kinds are not asked for yet, and the C library not loaded.
   *
   * @param name its name
   * @param schemes its schemes, in the order in which they are to be shown
   */
  protected NativeTransport(String name, Map<String, SocketSpec<?>> schemes) {
    super(name, schemes);
  }

  /**
   * Gives the kind of a socket.
   *
   * @param spec one of this transport's
   * @return the kind, of that specification
   */
  protected abstract Kind<?> kind(SocketSpec<?> spec);

  @SuppressWarnings("unchecked") // a kind has the shape of its specification
  private <E extends Endpoint> Kind<E> kindOf(SocketSpec<E> spec) {
    return (Kind<E>) kind(spec);
  }

  /**
   * Where two sockets of this host can meet, for {@link #pair}.
   *
   * @param spec what the sockets are
   * @return an address to bind to; {@code null} for a family that has {@code socketpair(2)}
   * @throws IOException if there is none
   */
  protected SocketAddress meetingPlace(SocketSpec<?> spec) throws IOException {
    return null;
  }

  @Override
  public Optional<String> unavailable(SocketSpec<?> spec) {
    Optional<String> noLibrary = Bindings.unavailable();
    return noLibrary.isPresent() ? noLibrary : refused(spec);
  }

  private Optional<String> refused(SocketSpec<?> spec) {
    Optional<String> why = NativeSockets.unavailable(kind(spec));
    return why.isEmpty() ? why : Optional.of(why.get() + advice(spec, why.get()));
  }

  /**
   * What to do about a socket that the system does not open.
   *
   * @param spec what it is
   * @param why what is said of it so far, which ends with the error's name, such as {@code (EPERM)}
   * @return more to be said, such as how to get a privilege; empty if nothing is known
   */
  protected String advice(SocketSpec<?> spec, String why) {
    return "";
  }

  private void requireOurs(SocketSpec<?> spec) {
    if (!has(spec)) {
      throw new UnsupportedOperationException(name() + " has no socket " + spec);
    }
  }

  private void requireNative(SocketSpec<?> spec) {
    requireOurs(spec);
    Optional<String> why = Bindings.unavailable();
    if (why.isPresent()) {
      throw new UnsupportedOperationException(spec + " is not available here: " + why.get());
    }
  }

  @Override
  public <E extends Endpoint> E socket(SocketSpec<E> spec) throws IOException {
    requireNative(spec);
    return NativeSockets.open(kindOf(spec));
  }

  @Override
  public <E extends Endpoint> Listener<E> listener(SocketSpec<E> spec) throws IOException {
    requireOurs(spec);
    if (kind(spec).isConnectionless()) {
      throw noConnections(kind(spec).scheme());
    }
    requireNative(spec);
    return NativeSockets.listener(kindOf(spec));
  }

  @Override
  public <E extends Endpoint> EndpointPair<E> pair(SocketSpec<E> spec) throws IOException {
    requireNative(spec);
    SocketAddress place = meetingPlace(spec);
    if (place == null) {
      return NativeSockets.pair(kindOf(spec));
    }
    return kind(spec).isConnectionless() ? pairAt(spec, place) : pairOver(spec, place);
  }

  /** Each connected to the other. */
  private <E extends Endpoint> EndpointPair<E> pairAt(SocketSpec<E> spec, SocketAddress place)
      throws IOException {
    E first = socket(spec);
    E second = null;
    try {
      second = socket(spec);
      first.bind(place);
      second.bind(place);
      first.connect(second.getLocalAddress());
      second.connect(first.getLocalAddress());
      return new EndpointPair<>(first, second);
    } catch (IOException | RuntimeException e) {
      closeAfter(e, first);
      if (second != null) {
        closeAfter(e, second);
      }
      throw e;
    }
  }

  /**
   * Connects two over a listener.
   *
   * @param <E> their shape
   * @param spec what they are
   * @param place where the listener is bound
   * @return the pair
   * @throws IOException if the system refuses
   */
  protected final <E extends Endpoint> EndpointPair<E> pairOver(
      SocketSpec<E> spec, SocketAddress place) throws IOException {
    try (Listener<E> listener = listener(spec)) {
      listener.bind(place, 1);
      E first = socket(spec);
      try {
        first.connect(listener.getLocalAddress());
        return new EndpointPair<>(first, listener.accept());
      } catch (IOException | RuntimeException e) {
        closeAfter(e, first);
        throw e;
      }
    }
  }

  @Override
  public <E extends Endpoint> E adopt(SocketSpec<E> spec, OpenSocket socket) throws IOException {
    requireNative(spec);
    return NativeSockets.ofDescriptor(kindOf(spec), socket.takeDescriptor());
  }

  @Override
  public <E extends Endpoint> Listener<E> adoptListener(SocketSpec<E> spec, OpenSocket socket)
      throws IOException {
    requireNative(spec);
    return NativeSockets.ofListening(kindOf(spec), socket.takeDescriptor());
  }

  @Override
  protected boolean bindsBeforeConnect(SocketSpec<?> spec) {
    return Bindings.unavailable().isEmpty() && kind(spec).has(Trait.BINDS_BEFORE_CONNECT);
  }

  @Override
  public <E extends Endpoint> E bind(SocketSpec<E> spec, EndpointUri uri) throws IOException {
    if (!kind(spec).isConnectionless()) {
      throw onlyConnections(uri);
    }
    return super.bind(spec, uri);
  }

  @Override
  public Set<SocketOption<?>> endpointOptions(SocketSpec<?> spec) {
    return kind(spec).options().all();
  }

  @Override
  protected SocketAddress resolve(SocketSpec<?> spec, EndpointUri uri, boolean passive)
      throws IOException {
    return kind(spec).family().addresses().parse(spec, uri, passive);
  }
}
