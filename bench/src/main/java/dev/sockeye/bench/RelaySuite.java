package dev.sockeye.bench;

import static dev.sockeye.bench.Names.HAPROXY;
import static dev.sockeye.bench.Names.HAPROXY_SPLICE;
import static dev.sockeye.bench.Names.SOCAT;
import static dev.sockeye.bench.Names.SOCKEYE;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Programs that pass on from a port to another one: a GiB one way, a ping-pong of 64 B, and
 * connections for one request of 64 B each, sixteen at a time. The relay has one CPU, its two peers
 * have the other.
 */
final class RelaySuite implements Suite {

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final double TRIPS_SECONDS = 0.3;
  private static final double CONNECT_WARM_UP = 5;

  private static final Row RATE =
      Row.of(
              "relay/tcp",
              "relay of tcp, 1 GiB one way",
              Unit.GIGABYTES_PER_SECOND,
              new Bar.Beside(SOCAT, 1.15)
                  .outOfReach(
                      0.68, "C's own loop of splice(2) has that much of socat's speed here"),
              new Bar.Beside(HAPROXY_SPLICE, 0.97))
          .withNativeCalls();

  private static final Row CPU =
      Row.of(
              "relay/tcp/cpu",
              "relay of tcp, CPU time of 1 GiB one way",
              Unit.MILLIS,
              new Bar.Beside(HAPROXY_SPLICE, 0.87))
          .withNativeCalls();

  private static final Row TRIP =
      Row.of("relay/tcp/p50", "relay of tcp, median latency of a round trip", Unit.MICROS);

  private static final Row CONNECTIONS =
      Row.of(
          "relay/tcp/connections",
          "relay of tcp, requests on connections of their own",
          Unit.REQUESTS_PER_SECOND,
          new Bar.Beside(HAPROXY, 0.8));

  private static final Row CONNECTION_CPU =
      Row.of(
          "relay/tcp/connections/cpu",
          "relay of tcp, CPU time of a connection with a request",
          Unit.MICROS);

  private static final List<Row> ONE_WAY = List.of(RATE, CPU);
  private static final List<Row> CONNECTING = List.of(CONNECTIONS, CONNECTION_CPU);

  @Override
  public List<Row> rows() {
    return List.of(RATE, CPU, TRIP, CONNECTIONS, CONNECTION_CPU);
  }

  /** Round trips are held to no bar. */
  @Override
  public boolean isQuick(Row row) {
    return !row.equals(TRIP);
  }

  @Override
  public String lack(Lab lab) {
    return Servers.lack(lab);
  }

  @Override
  public void measure(List<Row> wanted, Lab lab) throws IOException, InterruptedException {
    Programs.Ending built = Programs.run(LIMIT, Relays.sockeye(lab, "--version"));
    if (!built.well()) {
      wanted.forEach(row -> lab.failed(row, SOCKEYE, built.complaint()));
      return;
    }
    Path folder = Files.createTempDirectory("sockeye-bench");
    try {
      if (ONE_WAY.stream().anyMatch(wanted::contains)) {
        oneWay(lab, folder);
      }
      if (wanted.contains(TRIP)) {
        roundTrips(lab, folder);
      }
      if (CONNECTING.stream().anyMatch(wanted::contains)) {
        connections(lab, folder);
      }
    } finally {
      Temporary.delete(folder);
    }
  }

  /** Each has ends of its own: those of one that fails are of no use to others. */
  private static void oneWay(Lab lab, Path folder) throws IOException, InterruptedException {
    Map<String, RelayProcess> relays = new LinkedHashMap<>();
    Map<String, Flow> flows = new LinkedHashMap<>();
    try {
      for (String name : Relays.of(lab, ONE_WAY)) {
        Flow flow = Flow.start(lab, lab.host().loadCpu(), folder.resolve("socket" + flows.size()));
        flows.put(name, flow);
        start(lab, ONE_WAY, name, flow.port(), folder, relays);
        if (relays.containsKey(name)) { // by an empty stream it was seen to be there
          attempt(lab, ONE_WAY, name, List.of(flows, relays), () -> flow.receive(0));
        } else {
          flows.remove(name).close();
        }
      }
      for (int round = -2; round < lab.effort().streams(); round++) { // those below 0 warm up
        for (String name : order(flows, round)) {
          int number = round;
          attempt(
              lab,
              ONE_WAY,
              name,
              List.of(flows, relays),
              () -> pass(lab, flows.get(name), name, relays.get(name), number));
        }
      }
    } finally {
      closeAll(flows);
      closeAll(relays);
    }
  }

  private static void pass(Lab lab, Flow flow, String name, RelayProcess relay, int round)
      throws IOException {
    long before = relay.cpuNanos();
    double seconds = flow.sendBy(relay.address());
    long nanos = relay.cpuNanos() - before;
    if (round >= 0) {
      lab.add(RATE, name, round, Flow.BYTES / seconds / 1e9);
      lab.add(CPU, name, round, nanos / 1e6);
    }
  }

  private static void roundTrips(Lab lab, Path folder) throws IOException, InterruptedException {
    List<Row> rows = List.of(TRIP);
    Map<String, RelayProcess> relays = new LinkedHashMap<>();
    Map<String, Load> loads = new LinkedHashMap<>();
    List<String> echo = lab.pinnedNative(lab.host().loadCpu(), "echo", List.of());
    try (ServerProcess server = ServerProcess.start(echo)) {
      for (String name : Relays.of(lab, rows)) {
        start(lab, rows, name, server.address(), folder, relays);
        if (relays.containsKey(name)) {
          attempt(
              lab,
              rows,
              name,
              List.of(loads, relays),
              () -> warmUp(lab, name, relays.get(name), loads));
        }
      }
      for (int round = 0; round < lab.effort().rounds(); round++) {
        for (String name : order(loads, round)) {
          int number = round;
          attempt(
              lab,
              rows,
              name,
              List.of(loads, relays),
              () -> trip(lab, name, loads.get(name), number));
        }
      }
    } finally {
      closeAll(loads);
      closeAll(relays);
    }
  }

  private static void warmUp(Lab lab, String name, RelayProcess relay, Map<String, Load> loads)
      throws IOException {
    Load load = Load.connect(lab, relay.address(), relay.pid(), 1);
    loads.put(name, load);
    load.run(0, 10 * TRIPS_SECONDS); // until the compiler is done
  }

  private static void trip(Lab lab, String name, Load load, int round) throws IOException {
    lab.add(TRIP, name, round, load.run(TRIPS_SECONDS / 4, TRIPS_SECONDS).percentile(50));
  }

  /** Who is there, beginning with another one in each round. */
  private static List<String> order(Map<String, ?> there, int round) {
    List<String> order = new ArrayList<>(there.keySet());
    Collections.rotate(order, round);
    return order;
  }

  /** A part of a measurement. */
  @FunctionalInterface
  interface Step {
    void run() throws IOException;
  }

  /**
   * Does something with a relay. One that fails is out, with its process, and the others go on.
   *
   * @param there the relays, and what they are measured by
   */
  static void attempt(
      Lab lab, List<Row> rows, String name, List<Map<String, ? extends Closeable>> there, Step step)
      throws IOException {
    try {
      step.run();
    } catch (IOException e) {
      rows.forEach(row -> lab.failed(row, name, e.getMessage()));
      for (Map<String, ? extends Closeable> all : there) {
        closeIfThere(all.remove(name));
      }
    }
  }

  private static void closeIfThere(Closeable out) throws IOException {
    if (out != null) {
      out.close();
    }
  }

  private static void connections(Lab lab, Path folder) throws IOException, InterruptedException {
    Map<String, RelayProcess> relays = new LinkedHashMap<>();
    Map<String, Dial> dials = new LinkedHashMap<>();
    List<String> echo = lab.pinnedNative(lab.host().loadCpu(), "echo", List.of());
    try (ServerProcess server = ServerProcess.start(echo)) {
      for (String name : Relays.of(lab, CONNECTING)) {
        start(lab, CONNECTING, name, server.address(), folder, relays);
        if (relays.containsKey(name)) {
          connect(lab, name, dials, relays, -1);
        }
      }
      for (int round = 0; round < lab.effort().rounds(); round++) {
        for (String name : order(dials, round)) {
          connect(lab, name, dials, relays, round);
        }
      }
    } finally {
      closeAll(dials);
      closeAll(relays);
    }
  }

  private static void connect(
      Lab lab, String name, Map<String, Dial> dials, Map<String, RelayProcess> relays, int round)
      throws IOException {
    RelayProcess relay = relays.get(name);
    Step step =
        () -> {
          if (round < 0) {
            dials.put(name, Dial.start(lab, relay.address()));
          }
          connect(lab, name, dials.get(name), relay, round);
        };
    attempt(lab, CONNECTING, name, List.of(dials, relays), step);
  }

  /** A round; one below 0 warms up, until the compiler is done. */
  private static void connect(Lab lab, String name, Dial dial, RelayProcess relay, int round)
      throws IOException {
    long before = relay.cpuNanos();
    Dial.Count count = dial.run(round < 0 ? warmUp(name) : TRIPS_SECONDS);
    double micros = (relay.cpuNanos() - before) / 1e3;
    if (round >= 0) {
      lab.add(CONNECTIONS, name, round, count.perSecond());
      lab.add(CONNECTION_CPU, name, round, micros / count.connections());
    }
  }

  /** Of them only Sockeye's has a compiler. */
  private static double warmUp(String name) {
    return name.equals(SOCKEYE) ? CONNECT_WARM_UP : TRIPS_SECONDS;
  }

  private static void start(
      Lab lab,
      List<Row> rows,
      String name,
      String target,
      Path folder,
      Map<String, RelayProcess> relays)
      throws InterruptedException {
    try {
      String lack = Relays.lack(name);
      if (lack.isEmpty()) {
        relays.put(
            name, RelayProcess.start(port -> Relays.command(lab, name, port, target, folder)));
      } else {
        rows.forEach(row -> lab.excused(row, name, lack));
      }
    } catch (IOException e) {
      rows.forEach(row -> lab.failed(row, name, e.getMessage()));
    }
  }

  private static void closeAll(Map<String, ? extends Closeable> programs) throws IOException {
    for (Closeable program : programs.values()) {
      program.close();
    }
  }
}
