package dev.sockeye.bench;

import static dev.sockeye.bench.Names.C;
import static dev.sockeye.bench.Names.NETTY_EPOLL;
import static dev.sockeye.bench.Names.NETTY_NIO;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The loads that servers are compared under. */
final class Trials {

  /**
   * Of C's speed, by number of connections, where a bare loop on the JDK's Selector does not pass
   * the bar itself.
   */
  private static final Map<Integer, Double> ATTAINABLE = Map.of(100, 0.91, 1000, 0.78);

  private static final Map<Integer, Double> ATTAINABLE_OVER_UNIX = Map.of(100, 0.87, 1000, 0.78);

  private static final String BARE_LOOP_HAS_NO_MORE =
      "a bare loop on the JDK's Selector does not pass it, either";

  static final Trial FEW = tcp(100);
  static final Trial MANY = tcp(10_000).onlyFull();

  static final List<Trial> ALL =
      List.of(
          tcp(1),
          FEW,
          tcp(1000),
          MANY,
          unix(1).onlyFull(),
          unix(100).onlyFull(),
          unix(1000),
          udp(1).onlyFull(),
          udp(100).onlyFull(),
          pipelined(16).onlyFull(), // so near its bar that a few rounds cannot tell
          pipelined(64),
          churn());

  private static final int AT_A_TIME = 16;

  private Trials() {}

  private static Trial tcp(int connections) {
    return echo(
        Service.TCP,
        "server/",
        "server",
        connections,
        besideC(connections, ATTAINABLE),
        new Bar.Beside(NETTY_EPOLL, connections == 1 ? 2.0 : 1.0),
        besideNettyNio(connections));
  }

  /** With many connections their objects cost Java misses of the cache. */
  private static Bar besideC(int connections, Map<Integer, Double> attainableWith) {
    Bar.Beside bar = new Bar.Beside(C, 0.95);
    Double attainable = attainableWith.get(connections);
    return attainable == null ? bar : bar.outOfReach(attainable, BARE_LOOP_HAS_NO_MORE);
  }

  private static Bar besideNettyNio(int connections) {
    Bar.Beside bar = new Bar.Beside(NETTY_NIO, connections == 1 ? 2.0 : 1.05);
    return connections == 10_000 ? bar.outOfReach(0.95, BARE_LOOP_HAS_NO_MORE) : bar;
  }

  private static Trial unix(int connections) {
    return echo(
        Service.UNIX,
        "server-unix/",
        "server over unix",
        connections,
        besideC(connections, ATTAINABLE_OVER_UNIX),
        new Bar.Beside(NETTY_EPOLL, 1.0));
  }

  /** As many as the socket's usual buffer holds the datagrams of: a lost one fails the load. */
  private static Trial udp(int connections) {
    return echo(
            Service.UDP,
            "server-udp/",
            "server over udp",
            connections,
            new Bar.Beside(C, 0.95),
            new Bar.Beside(NETTY_EPOLL, 1.0))
        .withNativeCalls();
  }

  private static Trial echo(
      Service service, String prefix, String what, int connections, Bar... bars) {
    return Trial.of(
        Row.of(
            prefix + connections,
            what + ", echo of 64 B, " + count(connections),
            Unit.REQUESTS_PER_SECOND,
            bars),
        service,
        connections);
  }

  private static Trial pipelined(int inFlight) {
    return Trial.of(
            Row.of(
                "pipelined/" + inFlight,
                String.format(
                    "server, framed 64 B, %d in flight on %d connections", inFlight, AT_A_TIME),
                Unit.REQUESTS_PER_SECOND,
                new Bar.Beside(NETTY_EPOLL, 1.5)),
            Service.FRAMED,
            AT_A_TIME)
        .inFlight(inFlight);
  }

  private static Trial churn() {
    return Trial.of(
            Row.of(
                "churn/" + AT_A_TIME,
                "server, connect, 64 B, close, " + AT_A_TIME + " at a time",
                Unit.CONNECTIONS_PER_SECOND,
                new Bar.Beside(NETTY_EPOLL, 1.0)),
            Service.CHURN,
            AT_A_TIME)
        .cpuBars(new Bar.Beside(C, 0.85));
  }

  private static String count(int connections) {
    return connections == 1
        ? "1 connection"
        : String.format(Locale.ROOT, "%,d connections", connections);
  }
}
