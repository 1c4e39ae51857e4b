package dev.sockeye.examples.pipe;

import dev.sockeye.Domain;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Protocol;
import dev.sockeye.Semantics;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.locked.LockedListener;
import dev.sockeye.locked.NameSpace;
import dev.sockeye.spi.AbstractTransport;
import dev.sockeye.spi.InMemory;
import dev.sockeye.spi.NamedAddress;
import dev.sockeye.spi.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Map;

/** Streams between the threads of a program, by name: {@code pipe:NAME}. */
public final class PipeTransport extends AbstractTransport implements InMemory {

  /** A pipe of two directions. */
  public static final SocketSpec<StreamEndpoint> STREAM =
      new SocketSpec<>(
          new Domain("AF_PIPE"),
          SocketType.SOCK_STREAM,
          Protocol.DEFAULT,
          StreamEndpoint.class,
          Semantics.CONNECTION);

  private final NameSpace names = new NameSpace("pipe", Name.class, n -> new Name("pipe_" + n));

  /** The address of a pipe. */
  static final class Name extends NamedAddress {
    private static final long serialVersionUID = 1L;

    Name(String name) {
      super(name);
    }
  }

  /** Creates the transport, whose names no other knows; the service loader does. */
  public PipeTransport() {
    super("pipe", Map.of("pipe", STREAM));
  }

  @Override
  public Transport inMemory() {
    return new PipeTransport();
  }

  @Override
  protected SocketAddress resolve(SocketSpec<?> spec, EndpointUri uri, boolean passive) {
    return new Name(uri.decodedAddress());
  }

  @Override
  public <E extends Endpoint> E socket(SocketSpec<E> spec) {
    return spec.shape().cast(new PipeEndpoint(names));
  }

  @Override
  public <E extends Endpoint> Listener<E> listener(SocketSpec<E> spec) {
    return new LockedListener<>(spec, names);
  }

  @Override
  public <E extends Endpoint> EndpointPair<E> pair(SocketSpec<E> spec) throws IOException {
    PipeEndpoint first = new PipeEndpoint(names);
    Name name = new Name("");
    PipeEndpoint second = first.whileOpen(() -> first.join(new PipeEndpoint(names), name, name));
    return new EndpointPair<>(spec.shape().cast(first), spec.shape().cast(second));
  }
}
