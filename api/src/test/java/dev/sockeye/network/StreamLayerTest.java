package dev.sockeye.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.sockeye.Domain;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Protocol;
import dev.sockeye.SchemeInfo;
import dev.sockeye.Semantics;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.spi.StreamLayer;
import dev.sockeye.spi.Transport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A layer above streams, found as a service: the prefix {@code thin}, and one option. */
class StreamLayerTest {

  private static final SocketSpec<StreamEndpoint> TCP =
      new SocketSpec<>(
          Domain.AF_INET,
          SocketType.SOCK_STREAM,
          Protocol.IPPROTO_TCP,
          StreamEndpoint.class,
          Semantics.CONNECTION);
  private static final SocketSpec<MessageEndpoint> SEQ = messages(1, Semantics.CONNECTION);
  private static final SocketSpec<MessageEndpoint> DGRAM = messages(2, Semantics.DATAGRAM);
  private static final SocketSpec<Endpoint> FD =
      new SocketSpec<>(
          Domain.AF_UNSPEC,
          SocketType.SOCK_STREAM,
          Protocol.DEFAULT,
          Endpoint.class,
          Semantics.CONNECTION);

  private static SocketSpec<MessageEndpoint> messages(int protocol, Semantics semantics) {
    return new SocketSpec<>(
        Domain.AF_UNIX,
        SocketType.SOCK_SEQPACKET,
        new Protocol("P" + protocol, protocol),
        MessageEndpoint.class,
        semantics);
  }

  /** Gives what is below back as it is, unless told to fail. */
  public static final class Thin implements StreamLayer {

    @Override
    public String prefix() {
      return "thin";
    }

    @Override
    public Set<String> options() {
      return Set.of("COLOUR");
    }

    @Override
    public Layering<StreamEndpoint> client(EndpointUri uri, SocketSpec<?> below) {
      return check(uri);
    }

    @Override
    public Layering<Listener<StreamEndpoint>> server(EndpointUri uri, SocketSpec<?> below) {
      return check(uri);
    }

    private static <T> Layering<T> check(EndpointUri uri) {
      String colour = uri.options().getOrDefault("COLOUR", "none");
      if (colour.equals("unknown")) {
        throw new IllegalArgumentException("no such colour");
      }
      return below -> {
        if (colour.equals("bad")) {
          throw new IOException("handshake");
        }
        return below;
      };
    }
  }

  private final Transport transport = mock(Transport.class);
  private final StreamEndpoint stream = mock(StreamEndpoint.class);
  private TransportNetwork network;

  @BeforeEach
  void setUp() throws IOException {
    Map<String, SocketSpec<?>> schemes = new LinkedHashMap<>();
    schemes.put("tcp", TCP);
    schemes.put("seq", SEQ);
    schemes.put("dgram", DGRAM);
    schemes.put("fd", FD);
    when(transport.schemes()).thenReturn(schemes);
    when(transport.name()).thenReturn("fake");
    when(transport.unavailable(any())).thenReturn(Optional.empty());
    when(transport.connect(any(), any())).thenReturn(stream);
    when(stream.spec()).thenAnswer(call -> TCP);
    when(stream.getOption(EndpointOptions.SO_RCVTIMEO)).thenReturn(Duration.ZERO);
    when(stream.getOption(EndpointOptions.SO_SNDTIMEO)).thenReturn(Duration.ZERO);
    network = new TransportNetwork(List.of(transport));
  }

  private static EndpointUri uri(String text) {
    return EndpointUri.valueOf(text);
  }

  @Test
  void opensWhatIsBelowWithoutTheOptionsOfTheLayer() throws IOException {
    StreamEndpoint opened =
        network.connectStream(uri("THIN+TCP://host:1?colour=red&TCP_NODELAY=true"));
    assertEquals(stream, opened);
    verify(transport).connect(TCP, uri("tcp://host:1?TCP_NODELAY=true"));
  }

  @Test
  void closesWhatIsBelowWhereTheLayerFails() throws IOException {
    EndpointUri bad = uri("thin+tcp://host:1?COLOUR=bad");
    assertThrows(IOException.class, () -> network.connectStream(bad));
    verify(stream).close();
  }

  @Test
  void opensNothingWhereTheLayerCannotUseItsOptions() throws IOException {
    EndpointUri unknown = uri("thin+tcp://host:1?COLOUR=unknown");
    assertThrows(IllegalArgumentException.class, () -> network.connectStream(unknown));
    verify(transport, never()).connect(any(), any());
  }

  @Test
  @SuppressWarnings("unchecked")
  void listens() throws IOException {
    Listener<StreamEndpoint> listener = mock(Listener.class);
    when(transport.listen(TCP, uri("tcp://:0"))).thenReturn(listener);
    assertEquals(listener, network.listenStream(uri("thin+tcp://:0?COLOUR=red")));
  }

  @Test
  void framesMessages() throws IOException {
    EndpointUri framed = uri("thin+tcp://host:1?MAX_MESSAGE_SIZE=10&COLOUR=red");
    assertEquals(MessageEndpoint.class, network.connectMessages(framed).spec().shape());
    verify(transport).connect(TCP, uri("tcp://host:1"));
  }

  @Test
  void namesTheOptionsOfBothWhereOneIsUnknown() throws IOException {
    when(transport.connect(any(), any())).thenThrow(new IllegalArgumentException("unknown FOO"));
    EndpointUri unknown = uri("thin+tcp://host:1?FOO=1");
    String told =
        assertThrows(IllegalArgumentException.class, () -> network.connectStream(unknown))
            .getMessage();
    assertEquals("thin+tcp://host:1?FOO=1: below thin, which has COLOUR: unknown FOO", told);
  }

  @Test
  void knowsTheSchemesAndDoesNotListThem() throws IOException {
    SchemeInfo info = network.scheme("Thin+TCP").orElseThrow();
    assertEquals("thin+tcp", info.scheme());
    assertEquals("thin+fake", info.transport());
    assertEquals(TCP, info.spec());
    assertEquals(TCP, network.spec(uri("thin+tcp://host:1")));
    assertEquals(StreamEndpoint.class, network.scheme("thin+seq").orElseThrow().spec().shape());
    assertTrue(network.scheme("thin+dgram").isEmpty());
    assertTrue(network.schemes().stream().noneMatch(s -> s.scheme().startsWith("thin")));
    assertEquals(Optional.empty(), network.loopback("thin+tcp", Path.of("free")));
  }

  @Test
  void asksASocketThatIsOpenWhatItIs() throws IOException {
    when(transport.spec(uri("fd:3"))).thenAnswer(call -> TCP);
    assertEquals(TCP, network.spec(uri("thin+fd:3?COLOUR=red")));
    when(transport.spec(uri("fd:4"))).thenAnswer(call -> DGRAM);
    assertThrows(UnsupportedOperationException.class, () -> network.spec(uri("thin+fd:4")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "thin+dgram:a | thin+dgram:a: thin is for streams, and dgram makes none",
        "thin+tpc://h:1 | below thin, unknown scheme tpc: did you mean tcp?",
        "absent+tcp://h:1 | add its artifact, dev.sockeye:sockeye-absent"
      })
  void saysWhatIsMissing(String text, String reason) {
    String told =
        assertThrows(IllegalArgumentException.class, () -> network.connectStream(uri(text)))
            .getMessage();
    assertTrue(told.contains(reason), told);
    assertFalse(told.contains("null"), told);
  }

  @Test
  void checksTheLayerAndWhatIsBelowWithoutOpening() throws IOException {
    network.check(uri("thin+tcp://host:1?COLOUR=red&TCP_NODELAY=on"), StreamEndpoint.class);
    verify(transport).check(TCP, uri("tcp://host:1?TCP_NODELAY=on"));
    EndpointUri unknown = uri("thin+tcp://host:1?COLOUR=unknown");
    assertThrows(
        IllegalArgumentException.class, () -> network.check(unknown, StreamEndpoint.class));
    doThrow(new IllegalArgumentException("unknown FOO")).when(transport).check(any(), any());
    EndpointUri foo = uri("thin+tcp://host:1?FOO=1");
    String told =
        assertThrows(IllegalArgumentException.class, () -> network.check(foo, Endpoint.class))
            .getMessage();
    assertEquals("thin+tcp://host:1?FOO=1: below thin, which has COLOUR: unknown FOO", told);
    verify(transport, never()).connect(any(), any());
    verify(transport, never()).listen(any(), any());
  }

  @Test
  void bindsNothing() {
    assertThrows(
        UnsupportedOperationException.class, () -> network.bindMessages(uri("thin+tcp://h:1")));
  }
}
