package dev.sockeye.bench.contest;

import static dev.sockeye.bench.Names.C;
import static dev.sockeye.bench.Names.JDK;
import static dev.sockeye.bench.Names.JNR;
import static dev.sockeye.bench.Names.JUNIXSOCKET;
import static dev.sockeye.bench.Names.NETTY_EPOLL;
import static dev.sockeye.bench.Names.NETTY_NIO;
import static dev.sockeye.bench.Names.NETTY_TCNATIVE;
import static dev.sockeye.bench.Names.NETTY_TLS;
import static dev.sockeye.bench.Names.SINGLE_CALLS;
import static dev.sockeye.bench.Names.SOCKET;
import static dev.sockeye.bench.Names.SOCKEYE;
import static dev.sockeye.bench.Names.SSL_SOCKET;
import static dev.sockeye.bench.Names.TCP_LOOPBACK;
import static dev.sockeye.bench.Names.TLS_CHANNEL;

import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.sctp.Sctp;
import dev.sockeye.tcp.Tcp;
import dev.sockeye.udp.Udp;
import dev.sockeye.unix.Unix;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The contests that run in one JVM, by their rows. */
final class Contests {

  private static final int SMALL = 64;
  private static final int LARGE = 64 * 1024;

  /** A connection keeps the windows that it began with, whoever's it is: several even that out. */
  private static final int CONNECTIONS = 12;

  /** The rows; each makes its contest anew. */
  private static final Map<String, Supplier<Contest>> ROWS = new HashMap<>();

  static {
    ROWS.putAll(streamTrips());
    ROWS.putAll(messageTrips());
    ROWS.putAll(throughputs());
    ROWS.putAll(views());
    ROWS.putAll(tls());
    ROWS.putAll(messages());
    ROWS.put("jdbc/postgresql", Contests::queries);
  }

  private Contests() {}

  private interface Opener {
    ConnectedPeers open() throws IOException;
  }

  static Contest of(String row) {
    Supplier<Contest> contest = ROWS.get(row);
    if (contest == null) {
      throw new IllegalArgumentException("no such row: " + row);
    }
    return contest.get();
  }

  private static Map<String, Supplier<Contest>> streamTrips() {
    return Map.of(
        "round-trip/tcp",
        () ->
            trips(() -> SockeyePeers.streams(Tcp.STREAM), JdkPeers::tcp)
                .with(C, () -> CPeers.roundTrips("tcp", SMALL))
                .with(NETTY_NIO, () -> NettyPeers.nio().tcp(SMALL))
                .with(NETTY_EPOLL, () -> NettyPeers.epoll().tcp(SMALL)),
        "round-trip/unix",
        () ->
            trips(SockeyePeers::unix, JdkPeers::unix)
                .with(C, () -> CPeers.roundTrips("unix", SMALL))
                .with(NETTY_EPOLL, () -> NettyPeers.epoll().unix(SMALL))
                .with(JUNIXSOCKET, () -> JunixsocketPeers.streams().roundTrips(SMALL))
                .with(JNR, () -> JnrPeers.streams().roundTrips(SMALL)));
  }

  private static Map<String, Supplier<Contest>> messageTrips() {
    return Map.of(
        "round-trip/udp",
        () ->
            trips(() -> SockeyePeers.messages(Udp.DATAGRAM), JdkPeers::udp)
                .with(C, () -> CPeers.roundTrips("udp", SMALL))
                .with(NETTY_NIO, () -> NettyPeers.nio().udp(SMALL))
                .with(NETTY_EPOLL, () -> NettyPeers.epoll().udp(SMALL)),
        "round-trip/sctp",
        () ->
            // Few, since in the kernel lab each takes many times as long.
            new Contest(1_000, 1, nanos -> nanos / 1e3)
                .with(SOCKEYE, () -> SockeyePeers.messages(Sctp.ONE_TO_ONE).roundTrips(SMALL))
                .with(JDK, () -> JdkPeers.sctp().roundTrips(SMALL)),
        "round-trip/unix+dgram",
        () ->
            trips(() -> SockeyePeers.messages(Unix.DATAGRAM))
                .with(JUNIXSOCKET, () -> JunixsocketPeers.datagrams().roundTrips(SMALL))
                .with(JNR, () -> JnrPeers.datagrams().roundTrips(SMALL))
                .with(C, () -> CPeers.roundTrips("dgram", SMALL)),
        "round-trip/unix+seqpacket",
        () ->
            trips(() -> SockeyePeers.messages(Unix.SEQPACKET))
                .with(JUNIXSOCKET, () -> JunixsocketPeers.seqpackets().roundTrips(SMALL))
                .with(C, () -> CPeers.roundTrips("seqpacket", SMALL)));
  }

  private static Map<String, Supplier<Contest>> throughputs() {
    return Map.of(
        "throughput/tcp",
        () ->
            throughput(() -> SockeyePeers.streams(Tcp.STREAM), JdkPeers::tcp)
                .with(C, () -> CPeers.throughput("tcp", LARGE)),
        "throughput/unix",
        () ->
            throughput(SockeyePeers::unix, JdkPeers::unix)
                .with(JUNIXSOCKET, () -> JunixsocketPeers.streams().throughput(LARGE))
                .with(JNR, () -> JnrPeers.streams().throughput(LARGE))
                .with(C, () -> CPeers.throughput("unix", LARGE)));
  }

  private static Map<String, Supplier<Contest>> views() {
    return Map.of(
        "round-trip/socket+tcp",
        () -> sockets(SocketPeers::tcp).with(SOCKET, () -> SocketPeers.jdk().roundTrips(SMALL)),
        "round-trip/socket+unix",
        () ->
            sockets(SocketPeers::unix)
                .with(JUNIXSOCKET, () -> SocketPeers.junixsocket().roundTrips(SMALL)),
        "throughput/socket+tcp",
        () ->
            socketThroughput(SocketPeers::tcp)
                .with(SOCKET, () -> SocketPeers.jdk().throughput(LARGE)),
        "throughput/socket+unix",
        () ->
            socketThroughput(SocketPeers::unix)
                .with(JUNIXSOCKET, () -> SocketPeers.junixsocket().throughput(LARGE)));
  }

  private static Map<String, Supplier<Contest>> tls() {
    return Map.of(
        "round-trip/tls+tcp",
        () ->
            trips(TlsPeers::sockeye)
                .with(SSL_SOCKET, () -> TlsPeers.sslSockets().roundTrips(SMALL))
                .with(TLS_CHANNEL, () -> TlsPeers.tlsChannel().roundTrips(SMALL))
                .with(NETTY_TLS, () -> NettyTls.jdk().roundTrips(SMALL))
                .with(NETTY_TCNATIVE, () -> NettyTls.tcnative().roundTrips(SMALL)),
        "throughput/tls+tcp",
        () ->
            throughput()
                .with(SOCKEYE, () -> TlsPeers.sockeye().throughput(LARGE))
                .with(SSL_SOCKET, () -> TlsPeers.sslSockets().throughput(LARGE))
                .with(TLS_CHANNEL, () -> TlsPeers.tlsChannel().throughput(LARGE))
                .with(NETTY_TLS, () -> NettyTls.jdk().throughput(LARGE))
                .with(NETTY_TCNATIVE, () -> NettyTls.tcnative().throughput(LARGE)));
  }

  private static Map<String, Supplier<Contest>> messages() {
    return Map.of(
        "framed/tcp", () -> framed(1),
        "framed/tcp-batch", () -> framed(16),
        "framed/tcp-batch-64", () -> framed(64),
        "batch/udp",
            () ->
                batch(Udp.DATAGRAM)
                    .with(JDK, MessageBatch::jdk)
                    .with(NETTY_EPOLL, NettyUdpBatch::new),
        "batch/unix+dgram", () -> batchBesideSingleCalls(Unix.DATAGRAM),
        "batch/unix+seqpacket", () -> batchBesideSingleCalls(Unix.SEQPACKET));
  }

  private static Contest queries() {
    return new Contest(500, 1, nanos -> nanos / 1e3)
        .with(SOCKEYE, JdbcPeers::sockeye)
        .with(TCP_LOOPBACK, JdbcPeers::tcp)
        .with(JUNIXSOCKET, JdbcPeers::junixsocket);
  }

  private static Contest trips() {
    return new Contest(4_000, 1, nanos -> nanos / 1e3);
  }

  private static Contest trips(Opener sockeye) {
    return trips().with(SOCKEYE, () -> sockeye.open().roundTrips(SMALL));
  }

  private static Contest trips(Opener sockeye, Opener jdk) {
    return trips(sockeye).with(JDK, () -> jdk.open().roundTrips(SMALL));
  }

  private static Contest throughput() {
    return new Contest(1_000, CONNECTIONS, nanos -> LARGE / nanos);
  }

  private interface SocketOpener {
    SocketPeers open() throws IOException;
  }

  private static Contest sockets(SocketOpener sockeye) {
    return trips().with(SOCKEYE, () -> sockeye.open().roundTrips(SMALL));
  }

  private static Contest socketThroughput(SocketOpener sockeye) {
    return throughput().with(SOCKEYE, () -> sockeye.open().throughput(LARGE));
  }

  private static Contest throughput(Opener sockeye, Opener jdk) {
    return throughput()
        .with(SOCKEYE, () -> sockeye.open().throughput(LARGE))
        .with(JDK, () -> jdk.open().throughput(LARGE));
  }

  private static Contest framed(int together) {
    return new Contest(together == 1 ? 100 : 1_000, 1, nanos -> nanos / 1e3 / FramedBurst.COUNT)
        .with(SOCKEYE, () -> FramedBurst.sockeye(together))
        .with(JDK, () -> FramedBurst.jdk(together));
  }

  private static Contest batch(SocketSpec<MessageEndpoint> spec) {
    return new Contest(100, 1, nanos -> nanos / 1e3 / MessageBatch.COUNT)
        .with(SOCKEYE, () -> MessageBatch.together(spec));
  }

  private static Contest batchBesideSingleCalls(SocketSpec<MessageEndpoint> spec) {
    return batch(spec).with(SINGLE_CALLS, () -> MessageBatch.singly(spec));
  }
}
