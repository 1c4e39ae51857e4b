package dev.sockeye.bench;

import com.sun.management.ThreadMXBean;
import dev.sockeye.tcp.Tcp;
import dev.sockeye.udp.Udp;
import dev.sockeye.unix.Unix;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints the table; exit status 1 if a row is below its bar by more than the spread. */
public final class Main {

  private static final double JDK_BAR = 0.97;

  /** A connection keeps the windows that it began with, whoever's it is: several even that out. */
  private static final int CONNECTIONS = 12;

  private static int rounds;
  private static boolean missed;

  private Main() {}

  /** Makes connected peers. */
  private interface Opener {
    ConnectedPeers open() throws IOException;
  }

  /**
   * Runs the benchmarks.
   *
   * @param args {@code --quick} for a third of the rounds
   * @throws IOException if a socket fails
   */
  public static void main(String[] args) throws IOException {
    rounds = List.of(args).contains("--quick") ? 21 : 61;
    System.out.printf(
        "Java %s, Linux %s%n%n",
        System.getProperty("java.version"), System.getProperty("os.version"));
    System.out.println("| | Sockeye | peer | | speed | quartiles | bar | |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    String jdk = "JDK channel";
    Opener tcp = () -> SockeyePeers.streams(Tcp.STREAM);
    Opener unix = SockeyePeers::unix;
    Opener udp = () -> SockeyePeers.messages(Udp.DATAGRAM);
    Opener dgram = () -> SockeyePeers.messages(Unix.DATAGRAM);
    Opener seqpacket = () -> SockeyePeers.messages(Unix.SEQPACKET);
    roundTrip("tcp", tcp, jdk, JdkPeers::tcp, JDK_BAR);
    roundTrip("unix", unix, jdk, JdkPeers::unix, JDK_BAR);
    roundTrip("udp", udp, jdk, JdkPeers::udp, JDK_BAR);
    roundTrip("unix+dgram", dgram, "junixsocket", JunixsocketPeers::datagrams, 1);
    roundTrip("unix+seqpacket", seqpacket, "junixsocket", JunixsocketPeers::seqpackets, 1);
    throughput("tcp", tcp, jdk, JdkPeers::tcp);
    throughput("unix", unix, jdk, JdkPeers::unix);
    batches();
    allocation("tcp", tcp);
    allocation("unix", unix);
    allocation("udp", udp);
    allocation("unix+dgram", dgram);
    allocation("unix+seqpacket", seqpacket);
    System.exit(missed ? 1 : 0);
  }

  private static void roundTrip(String name, Opener ours, String peer, Opener theirs, double bar)
      throws IOException {
    try (ConnectedPeers sockeye = ours.open();
        ConnectedPeers other = theirs.open()) {
      Pair pair = Pair.measure(sockeye.roundTrip(64), other.roundTrip(64), rounds, 4_000);
      row(name + " round trip, 64 B", 1, peer, pair, bar);
    }
  }

  private static void throughput(String name, Opener ours, String peer, Opener theirs)
      throws IOException {
    int size = 64 * 1024;
    List<Pair> parts = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      try (ConnectedPeers sockeye = ours.open();
          ConnectedPeers other = theirs.open()) {
        int share = rounds / CONNECTIONS + 1;
        parts.add(Pair.measure(sockeye.throughput(size), other.throughput(size), share, 1_000));
      }
    }
    row(name + " throughput, a write of 64 KiB", 1, peer, Pair.of(parts), JDK_BAR);
  }

  private static void batches() throws IOException {
    try (UdpBatch batch = new UdpBatch()) {
      Pair pair = Pair.measure(batch.batches(), batch.single(), rounds, 100);
      row("udp batch of 64, a datagram of 64 B", 64, "JDK channel, one by one", pair, 1.5);
    }
  }

  private static void row(String name, int operations, String peer, Pair pair, double bar) {
    boolean met = pair.speed(0.75) >= bar;
    missed |= !met;
    double micros = 1e-3 / operations;
    System.out.printf(
        Locale.ROOT,
        "| %s | %.2f us | %s | %.2f us | %.3f | %.3f - %.3f | %.2f | %s |%n",
        name,
        pair.oursNanos() * micros,
        peer,
        pair.theirsNanos() * micros,
        pair.speed(0.5),
        pair.speed(0.25),
        pair.speed(0.75),
        bar,
        verdict(met));
  }

  private static String verdict(boolean met) {
    return met ? "met" : "MISSED";
  }

  private static void allocation(String name, Opener opener) throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int operations = 50_000;
    try (ConnectedPeers sockeye = opener.open()) {
      Contender trips = sockeye.roundTrip(64);
      trips.run(operations);
      long before = threads.getCurrentThreadAllocatedBytes();
      trips.run(operations);
      long bytes = threads.getCurrentThreadAllocatedBytes() - before;
      boolean met = bytes < operations / 50; // what the measurement itself allocates
      missed |= !met;
      System.out.printf(
          Locale.ROOT,
          "| %s, bytes allocated a round trip | %.3f | | | | | 0 | %s |%n",
          name,
          bytes / (double) operations,
          verdict(met));
    }
  }
}
