package dev.sockeye.bench;

import static dev.sockeye.bench.Names.C;
import static dev.sockeye.bench.Names.JDK;
import static dev.sockeye.bench.Names.NETTY_EPOLL;
import static dev.sockeye.bench.Names.NETTY_TCNATIVE;
import static dev.sockeye.bench.Names.NETTY_TLS;
import static dev.sockeye.bench.Names.SOCKEYE;

import dev.sockeye.bench.program.IdleClient;
import dev.sockeye.bench.server.NettyEcho;
import dev.sockeye.bench.server.SockeyeEcho;
import dev.sockeye.bench.server.ThreadsServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The memory that an idle connection takes of a server, for each kind of server. All pages of the
 * heap are touched at the start, so that the growth of what is resident is what is outside the
 * heap: buffers, stacks, what the C library has. What is in the heap is known once its garbage is
 * collected. Neither counts what the kernel keeps.
 */
final class IdleMemory {

  private static final int ROUNDS = 3;
  private static final int QUICK_ROUNDS = 3;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /**
   * Connections before those that count, and the requests on each: what these load and compile is
   * no other's.
   */
  private static final String WARM_UP = "1000 20";

  private static final int SETTLING = 20;
  private static final long SETTLED = 64 * 1024;

  private final Lab lab;
  private final Path folder;

  private IdleMemory(Lab lab, Path folder) {
    this.lab = lab;
    this.folder = folder;
  }

  /** What a server is written by, and how many connections it is to hold. */
  @SuppressWarnings("ImmutableEnumChecker") // lists and rows that never change
  enum Kind {
    EVENTS("events", 10_000, List.of(SOCKEYE, NETTY_EPOLL, C)),
    FRAMED(
        "framed messages",
        10_000,
        List.of(SOCKEYE, NETTY_EPOLL, C),
        new Bar.Beside(NETTY_EPOLL, 1)),
    BLOCKING("blocking calls", 1_000, List.of(SOCKEYE, JDK)),
    TLS("events over TLS", 1_000, List.of(SOCKEYE, NETTY_TLS, NETTY_TCNATIVE));

    private final int connections;
    private final List<String> contenders;
    private final Row row;
    private final Row heap;
    private final Row outside;

    Kind(String title, int connections, List<String> contenders, Bar... bars) {
      this.connections = connections;
      this.contenders = contenders;
      String id = "idle/" + argument();
      row = Row.of(id, "idle connection, " + title + ", memory", Unit.BYTES, bars);
      heap = Row.of(id + "/heap", "idle connection, " + title + ", in the heap", Unit.BYTES);
      outside =
          Row.of(id + "/outside", "idle connection, " + title + ", outside the heap", Unit.BYTES);
    }

    private String argument() {
      return name().toLowerCase(Locale.ROOT);
    }

    Row row() {
      return row;
    }

    List<Row> rows() {
      return List.of(row, heap, outside);
    }
  }

  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      rows.addAll(kind.rows());
    }
    return rows;
  }

  /** Measures those kinds of which a row is wanted. */
  static void measure(List<Row> wanted, Lab lab) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("sockeye-bench");
    try {
      IdleMemory memory = new IdleMemory(lab, folder);
      for (Kind kind : Kind.values()) {
        if (kind.rows().stream().anyMatch(wanted::contains)) {
          memory.measure(kind);
        }
      }
    } finally {
      Temporary.delete(folder);
    }
  }

  private void measure(Kind kind) {
    int rounds = lab.effort().quick() ? QUICK_ROUNDS : ROUNDS;
    for (int round = 0; round < rounds; round++) {
      for (String name : kind.contenders) {
        if (lab.wanted(kind.row).test(name)) {
          measure(kind, name, round);
        }
      }
    }
  }

  private void measure(Kind kind, String name, int round) {
    try (ServerProcess server = ServerProcess.start(server(kind, name));
        Coprocess client = Coprocess.start(client(kind, server))) {
      hold(client, WARM_UP);
      long heapBefore = settled(server);
      long before = server.resident();
      hold(client, kind.connections + " 1");
      double heap = settled(server) - heapBefore;
      double outside = server.resident() - before;
      lab.add(kind.row, name, round, (heap + outside) / kind.connections);
      lab.add(kind.outside, name, round, outside / kind.connections);
      if (heapBefore > 0) {
        lab.add(kind.heap, name, round, heap / kind.connections);
      }
    } catch (UnsupportedOperationException e) {
      lab.excused(kind.row, name, e.getMessage());
    } catch (IOException e) {
      lab.failed(kind.row, name, e.getMessage());
    }
  }

  /** Collects garbage until no more memory comes or goes by it; gives the heap in use. */
  private static long settled(ServerProcess server) throws IOException {
    long resident = 0;
    long heap = 0;
    for (int i = 0; i < SETTLING && Math.abs(server.resident() - resident) > SETTLED; i++) {
      resident = server.resident();
      heap = server.collect();
    }
    return heap;
  }

  private static void hold(Coprocess client, String connectionsAndRequests) throws IOException {
    client.say(connectionsAndRequests);
    client.readLine(LIMIT); // "ready"
  }

  private List<String> client(Kind kind, ServerProcess server) {
    String how = kind == Kind.TLS ? "tls" : "tcp";
    List<String> arguments = List.of(how, server.address());
    return lab.host().pin(lab.host().loadCpu(), lab.unpinned(IdleClient.class, arguments));
  }

  private List<String> server(Kind kind, String name) {
    return switch (name) {
      case C -> lab.pinnedNative(lab.host().cpu(), "echo", List.of());
      case JDK -> touched(ThreadsServer.class, List.of());
      case NETTY_TCNATIVE -> touched(NettyEcho.class, List.of("tcnative"));
      case NETTY_EPOLL, NETTY_TLS -> touched(NettyEcho.class, List.of(kind.argument()));
      case SOCKEYE -> touched(SockeyeEcho.class, List.of(kind.argument(), folder.toString()));
      default -> throw new IllegalArgumentException("no such server: " + name);
    };
  }

  private List<String> touched(Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>(lab.pinned(main, arguments));
    command.add(command.indexOf(lab.java().executable()) + 1, "-XX:+AlwaysPreTouch");
    return command;
  }
}
