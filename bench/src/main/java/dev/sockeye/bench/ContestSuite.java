package dev.sockeye.bench;

import static dev.sockeye.bench.Names.JDK;
import static dev.sockeye.bench.Names.JUNIXSOCKET;
import static dev.sockeye.bench.Names.NETTY_TLS;
import static dev.sockeye.bench.Names.SINGLE_CALLS;
import static dev.sockeye.bench.Names.SOCKET;
import static dev.sockeye.bench.Names.SOCKEYE;
import static dev.sockeye.bench.Names.SSL_SOCKET;

import dev.sockeye.bench.contest.Worker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What two threads of one JVM on one CPU measure, each row in a JVM of its own. */
final class ContestSuite implements Suite {

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Bar JDK_BAR = new Bar.Beside(JDK, 0.97);
  private static final Bar JUNIXSOCKET_BAR = new Bar.Beside(JUNIXSOCKET, 1);

  /** Those in which Sockeye calls the C library. */
  private static final Pattern NATIVE_ALLOCATION =
      Pattern.compile("/(unix\\+|socket/|server/udp|udp/receiveMessages)");

  private static final List<Row> ROWS = rowsOfAll();

  private static List<Row> rowsOfAll() {
    List<Row> rows = new ArrayList<>();
    for (String transport : List.of("tcp", "unix", "udp")) {
      rows.add(trip(transport, JDK_BAR));
    }
    for (String transport : List.of("unix+dgram", "unix+seqpacket")) {
      rows.add(trip(transport, JUNIXSOCKET_BAR).withNativeCalls());
    }
    rows.add(throughput("tcp", JDK_BAR));
    rows.add(throughput("unix", JDK_BAR, JUNIXSOCKET_BAR));
    rows.addAll(views());
    Bar[] tls = {new Bar.Beside(SSL_SOCKET, 1), new Bar.Beside(NETTY_TLS, 1)};
    rows.add(trip("tls+tcp", tls));
    rows.add(throughput("tls+tcp", tls));
    Bar framed = new Bar.Beside(JDK, 0.95);
    rows.add(Row.of("framed/tcp", "framed message of 64 B, pipelined", Unit.MICROS, framed));
    rows.add(
        Row.of("framed/tcp-batch", "framed message of 64 B, 16 together", Unit.MICROS, framed));
    rows.add(
        Row.of(
            "framed/tcp-batch-64",
            "framed message of 64 B, 64 together",
            Unit.MICROS,
            new Bar.Beside(JDK, 0.9)));
    rows.add(batch("udp", "udp datagram", new Bar.Beside(JDK, 1.5)));
    for (String transport : List.of("unix+dgram", "unix+seqpacket")) {
      rows.add(batch(transport, transport, new Bar.Beside(SINGLE_CALLS, 1.5)));
    }
    rows.addAll(allocations());
    return rows;
  }

  private static List<Row> views() {
    Bar socket = new Bar.Beside(SOCKET, 0.97);
    return Stream.of(
            trip("socket+tcp", "java.net.Socket's view of tcp, round trip, 64 B", socket),
            trip(
                "socket+unix", "java.net.Socket's view of unix, round trip, 64 B", JUNIXSOCKET_BAR),
            throughput("socket+tcp", "java.net.Socket's view of tcp, 64 KiB a write", socket),
            throughput(
                "socket+unix", "java.net.Socket's view of unix, 64 KiB a write", JUNIXSOCKET_BAR))
        .map(Row::withNativeCalls)
        .toList();
  }

  private static List<Row> allocations() {
    List<Row> rows = new ArrayList<>();
    for (String transport : List.of("tcp", "unix")) {
      for (String operation : List.of("read", "readv", "timed-read")) {
        rows.add(allocation(transport, operation));
      }
    }
    for (String transport : List.of("udp", "unix+dgram", "unix+seqpacket")) {
      for (String operation :
          List.of("receive", "timed-receive", "receiveMessage", "receiveMessages")) {
        rows.add(allocation(transport, operation));
      }
    }
    for (String transport : List.of("tcp", "unix")) {
      String title = "java.net.Socket's view of " + transport + ", allocated by write and read";
      rows.add(allocation("socket", transport, title));
    }
    rows.add(allocation("udp", "receiveFrom"));
    rows.add(allocation("unix+dgram", "receiveFrom"));
    rows.add(allocation("server", "tcp", "server's loop, allocated for a request over tcp"));
    rows.add(allocation("server", "udp", "server's loop, allocated for a request over udp"));
    return rows;
  }

  static Row trip(String transport, Bar... bars) {
    return trip(transport, transport + " round trip, 64 B", bars);
  }

  private static Row trip(String transport, String title, Bar... bars) {
    return Row.of("round-trip/" + transport, title, Unit.MICROS, bars);
  }

  private static Row throughput(String transport, Bar... bars) {
    return throughput(transport, transport + " throughput, 64 KiB a write", bars);
  }

  private static Row throughput(String transport, String title, Bar... bars) {
    return Row.of("throughput/" + transport, title, Unit.GIGABYTES_PER_SECOND, bars);
  }

  private static Row batch(String transport, String what, Bar bar) {
    String title = what + " of 64 B, of 64";
    return Row.of("batch/" + transport, title, Unit.MICROS, bar).withNativeCalls();
  }

  private static Row allocation(String transport, String operation) {
    String title = transport + ", allocated by " + operation + " and its counterpart";
    return allocation(transport, operation, title);
  }

  /** The limit is what the measurement itself allocates, shared out among its operations. */
  private static Row allocation(String transport, String operation, String title) {
    String id = "allocation/" + transport + "/" + operation;
    Row row = Row.of(id, title, Unit.BYTES, new Bar.AtMost(0.02));
    return NATIVE_ALLOCATION.matcher(id).find() ? row.withNativeCalls() : row;
  }

  @Override
  public List<Row> rows() {
    return ROWS;
  }

  /** How two threads on one CPU take turns has more to do with those than who they are. */
  @Override
  public boolean isQuick(Row row) {
    return !row.id().startsWith("throughput/socket+");
  }

  @Override
  public void measure(List<Row> rows, Lab lab) throws IOException, InterruptedException {
    for (Row row : rows) {
      if (!isAllocation(row)) {
        record(row, lab, Programs.run(LIMIT, lab.pinned(Worker.class, arguments(row, lab))));
      }
    }
    count(rows.stream().filter(ContestSuite::isAllocation).toList(), lab);
  }

  private static boolean isAllocation(Row row) {
    return row.id().startsWith("allocation/");
  }

  /** What is counted takes no time of others: it is on all CPUs at once, a row on each. */
  private static void count(List<Row> rows, Lab lab) throws IOException, InterruptedException {
    BlockingQueue<Integer> idle = new LinkedBlockingQueue<>(lab.host().pinnable());
    ExecutorService programs = Executors.newFixedThreadPool(idle.size());
    try {
      Map<Row, Future<Programs.Ending>> endings = new LinkedHashMap<>();
      for (Row row : rows) {
        List<String> command = lab.unpinned(Worker.class, arguments(row, lab));
        endings.put(row, programs.submit(() -> runOnOneOf(idle, lab.host(), command)));
      }
      for (Map.Entry<Row, Future<Programs.Ending>> ending : endings.entrySet()) {
        record(ending.getKey(), lab, get(ending.getValue()));
      }
    } finally {
      programs.shutdownNow();
    }
  }

  private static Programs.Ending runOnOneOf(
      BlockingQueue<Integer> idle, Host host, List<String> command)
      throws IOException, InterruptedException {
    int cpu = idle.take();
    try {
      return Programs.run(LIMIT, host.pin(cpu, command));
    } finally {
      idle.add(cpu);
    }
  }

  private static Programs.Ending get(Future<Programs.Ending> ending)
      throws IOException, InterruptedException {
    try {
      return ending.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  static List<String> arguments(Row row, Lab lab) {
    List<String> arguments = new ArrayList<>();
    arguments.add(row.id());
    arguments.add("" + (isAllocation(row) ? 5 : lab.effort().rounds()));
    if (lab.effort().quick()) {
      arguments.addAll(row.needed());
    }
    return arguments;
  }

  /** Takes down what a worker said. */
  static void record(Row row, Lab lab, Programs.Ending ending) {
    for (String line : ending.lines()) {
      String[] fields = line.split("\t", -1);
      switch (fields[0]) {
        case "sample" ->
            lab.add(row, fields[1], Integer.parseInt(fields[2]), Double.parseDouble(fields[3]));
        case "absent" -> absent(row, lab, fields[1], fields[2]);
        case "failed" -> lab.failed(row, fields[1], fields[2]);
        default -> System.err.println(line); // the kernel lab's own words
      }
    }
    if (!ending.well()) {
      lab.failed(row, SOCKEYE, ending.complaint());
    }
  }

  /** Sockeye itself is to run everywhere; SCTP is asked for only where there is a kernel for it. */
  private static void absent(Row row, Lab lab, String contender, String reason) {
    if (contender.equals(SOCKEYE)) {
      lab.failed(row, contender, reason);
    } else {
      lab.excused(row, contender, reason);
    }
  }
}
