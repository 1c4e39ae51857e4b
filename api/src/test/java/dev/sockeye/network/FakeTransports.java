package dev.sockeye.network;

import dev.sockeye.Domain;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Loopback;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Protocol;
import dev.sockeye.SelfTest;
import dev.sockeye.Semantics;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.inet.HostPort;
import dev.sockeye.nio.NioStreamEndpoint;
import dev.sockeye.nio.NioStreamListener;
import dev.sockeye.spi.AbstractTransport;
import dev.sockeye.spi.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a network is made of in tests. */
final class FakeTransports {

  static final SocketSpec<MessageEndpoint> SEQPACKET =
      connection(Domain.AF_UNIX, SocketType.SOCK_SEQPACKET, Protocol.DEFAULT);
  static final SocketSpec<MessageEndpoint> DGRAM =
      messages(Domain.AF_INET, SocketType.SOCK_DGRAM, Protocol.IPPROTO_UDP, Semantics.DATAGRAM);
  static final SocketSpec<MessageEndpoint> ABSENT =
      connection(Domain.AF_INET, SocketType.SOCK_STREAM, Protocol.IPPROTO_SCTP);

  private FakeTransports() {}

  private static SocketSpec<MessageEndpoint> messages(
      Domain d, SocketType t, Protocol p, Semantics s) {
    return new SocketSpec<>(d, t, p, MessageEndpoint.class, s);
  }

  static SocketSpec<MessageEndpoint> connection(Domain d, SocketType t, Protocol p) {
    return messages(d, t, p, Semantics.CONNECTION);
  }

  /** TCP over the loopback interface. */
  static class Streams extends AbstractTransport {

    Streams() {
      super("tcp", Map.of("tcp", Loopback.STREAM));
    }

    @Override
    protected SocketAddress resolve(SocketSpec<?> spec, EndpointUri uri, boolean passive) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), HostPort.parse(uri).port());
    }

    @Override
    public <E extends Endpoint> E socket(SocketSpec<E> spec) throws IOException {
      return spec.shape().cast(new NioStreamEndpoint(Loopback.STREAM, "tcp", SocketChannel.open()));
    }

    @Override
    @SuppressWarnings("unchecked")
    public <E extends Endpoint> Listener<E> listener(SocketSpec<E> spec) throws IOException {
      return (Listener<E>) new TestListener(ServerSocketChannel.open());
    }

    @Override
    @SuppressWarnings("unchecked")
    public <E extends Endpoint> EndpointPair<E> pair(SocketSpec<E> spec) throws IOException {
      return (EndpointPair<E>) Loopback.pair();
    }
  }

  private static final class TestListener extends NioStreamListener {

    TestListener(ServerSocketChannel channel) {
      super(Loopback.STREAM, "tcp", channel);
    }

    @Override
    protected StreamEndpoint wrap(SocketChannel accepted) {
      return new NioStreamEndpoint(Loopback.STREAM, "tcp", accepted);
    }

    @Override
    protected StreamEndpoint openEndpoint() throws IOException {
      return new NioStreamEndpoint(Loopback.STREAM, "tcp", SocketChannel.open());
    }
  }

  /** Reliable and other messages, which travel as frames. */
  static final class Messages implements Transport {

    static final SelfTest TEST =
        new SelfTest() {
          @Override
          public String where() {
            return "here";
          }

          @Override
          public void exchange() {}

          @Override
          public void close() {}
        };

    private final Streams streams = new Streams();

    @Override
    public String name() {
      return "messages";
    }

    @Override
    public Map<String, SocketSpec<?>> schemes() {
      Map<String, SocketSpec<?>> schemes = new LinkedHashMap<>();
      schemes.put("seq", SEQPACKET);
      schemes.put("dgram", DGRAM);
      schemes.put("absent", ABSENT);
      schemes.put("tcp", SEQPACKET); // too late: the first has it
      return schemes;
    }

    @Override
    public Optional<SocketSpec<?>> spec(Domain domain, SocketType type, Protocol protocol) {
      return Optional.empty();
    }

    @Override
    public Optional<EndpointUri> loopback(String scheme, Path free) {
      return Optional.empty();
    }

    @Override
    public Optional<SelfTest> selfTest(String scheme) {
      return Optional.of(TEST);
    }

    @Override
    public Optional<String> unavailable(SocketSpec<?> spec) {
      return spec.equals(ABSENT) ? Optional.of("load the module") : Optional.empty();
    }

    private static <E extends Endpoint> E framed(SocketSpec<E> spec, StreamEndpoint stream) {
      return spec.shape().cast(new FramedEndpoint(stream, 1 << 20));
    }

    @Override
    public <E extends Endpoint> E socket(SocketSpec<E> spec) throws IOException {
      return framed(spec, streams.socket(Loopback.STREAM));
    }

    @Override
    @SuppressWarnings("unchecked")
    public <E extends Endpoint> Listener<E> listener(SocketSpec<E> spec) throws IOException {
      return (Listener<E>) new FramedListener(streams.listener(Loopback.STREAM), 1 << 20);
    }

    @Override
    public <E extends Endpoint> EndpointPair<E> pair(SocketSpec<E> spec) throws IOException {
      EndpointPair<StreamEndpoint> pair = Loopback.pair();
      return new EndpointPair<>(framed(spec, pair.first()), framed(spec, pair.second()));
    }

    @Override
    public <E extends Endpoint> E connect(SocketSpec<E> spec, EndpointUri uri) throws IOException {
      return framed(spec, streams.connect(Loopback.STREAM, uri));
    }

    @Override
    public <E extends Endpoint> Listener<E> listen(SocketSpec<E> spec, EndpointUri uri)
        throws IOException {
      Listener<E> listener = listener(spec);
      return listener.bind(streams.resolve(spec, uri, true));
    }

    @Override
    public <E extends Endpoint> E bind(SocketSpec<E> spec, EndpointUri uri) throws IOException {
      E endpoint = socket(spec);
      endpoint.bind(streams.resolve(spec, uri, true));
      return endpoint;
    }
  }
}
