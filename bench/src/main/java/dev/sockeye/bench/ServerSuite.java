package dev.sockeye.bench;

import static dev.sockeye.bench.Names.C;
import static dev.sockeye.bench.Names.NETTY_EPOLL;
import static dev.sockeye.bench.Names.NETTY_NIO;
import static dev.sockeye.bench.Names.SOCKEYE;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Echo servers under load, by each number of connections in turn: all servers are started and
 * connected to, and one at a time is loaded, for a fraction of a second, in an order that changes
 * from round to round. What the machine's neighbours do lasts longer, and so hits all servers of a
 * round alike. Server and load have a CPU each.
 */
final class ServerSuite implements Suite {

  private static final String SCALING = "server/scaling";
  private static final int FEW = 100;
  private static final int MANY = 10_000;
  private static final int[] CONNECTIONS = {1, FEW, 1000, MANY};

  private static final double COMPILING_SECONDS = 2.5;

  /** Of a measurement; with many connections it takes as long as they take some requests each. */
  private static final double SECONDS = 0.1;

  private static final double SECONDS_A_CONNECTION = 3e-5;

  @Override
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (int connections : CONNECTIONS) {
      rows.add(
          Row.of(
              "server/" + connections,
              "server, echo of 64 B, " + count(connections),
              Unit.REQUESTS_PER_SECOND,
              new Bar.Beside(C, 0.95),
              new Bar.Beside(NETTY_EPOLL, 1.3),
              new Bar.Beside(NETTY_NIO, 1.5)));
    }
    rows.add(
        Row.of(
            SCALING,
            "server, rate at 10,000 connections to that at 100",
            Unit.PART,
            new Bar.AtLeast(0.7)));
    for (int connections : CONNECTIONS) {
      rows.add(detail(connections, "p50", "median latency"));
      rows.add(detail(connections, "p99", "latency of 99 in 100"));
      rows.add(detail(connections, "cpu", "server's CPU time a request"));
      rows.add(detail(connections, "load-cpu", "load's CPU time a request"));
    }
    return rows;
  }

  private static String count(int connections) {
    return connections == 1
        ? "1 connection"
        : String.format(Locale.ROOT, "%,d connections", connections);
  }

  private static Row detail(int connections, String what, String title) {
    return Row.of(
        "server/" + connections + "/" + what,
        "server, " + count(connections) + ", " + title,
        Unit.MICROS);
  }

  @Override
  public void measure(List<Row> wanted, Lab lab) throws IOException, InterruptedException {
    String lack = Servers.lack(lab);
    if (!lack.isEmpty()) {
      wanted.forEach(row -> lab.excused(row, SOCKEYE, lack));
      return;
    }
    List<String> names = new ArrayList<>(Servers.ALL);
    names.removeIf(lab.wanted(rows().get(0)).negate());
    Map<String, ServerProcess> servers = Servers.start(lab, names, wanted);
    try {
      warmUp(lab, servers, wanted);
      for (int connections : connections(wanted)) {
        measure(lab, servers, connections);
      }
    } finally {
      closeAll(servers);
    }
  }

  /** Until the compiler is done with them; who fails already is left out. */
  private static void warmUp(Lab lab, Map<String, ServerProcess> servers, List<Row> rows)
      throws IOException {
    for (String name : List.copyOf(servers.keySet())) {
      try (Load load = Load.connect(lab, servers.get(name), FEW)) {
        load.run(0, COMPILING_SECONDS);
      } catch (IOException e) {
        rows.forEach(row -> lab.failed(row, name, e.getMessage()));
        servers.remove(name).close();
      }
    }
  }

  private static List<Integer> connections(List<Row> wanted) {
    List<Integer> counts = new ArrayList<>();
    for (int connections : CONNECTIONS) {
      if (wanted.stream().anyMatch(row -> isAbout(row, connections))) {
        counts.add(connections);
      }
    }
    return counts;
  }

  private static boolean isAbout(Row row, int connections) {
    return row.id().equals(SCALING)
        ? connections == MANY
        : (row.id() + "/").startsWith("server/" + connections + "/");
  }

  /**
   * Servers that are connected to.
   *
   * @param connections how many to each
   * @param loads by the servers' names
   * @param few to each server beside many, for the rate at those to be compared with
   */
  private record Stage(Lab lab, int connections, Map<String, Load> loads, Map<String, Load> few) {}

  private void measure(Lab lab, Map<String, ServerProcess> servers, int connections)
      throws IOException {
    Stage stage = new Stage(lab, connections, new LinkedHashMap<>(), new LinkedHashMap<>());
    try {
      connect(lab, servers, connections, stage.loads());
      if (connections == MANY) {
        connect(lab, servers, FEW, stage.few());
      }
      for (int round = 0; round < lab.effort().serverRounds(); round++) {
        List<String> order = new ArrayList<>(stage.loads().keySet());
        Collections.rotate(order, round);
        for (String name : order) {
          turn(stage, name, round);
        }
      }
    } finally {
      closeAll(stage.loads());
      closeAll(stage.few());
    }
  }

  /** To all that can be connected to, and with a first run that is not measured. */
  private void connect(
      Lab lab, Map<String, ServerProcess> servers, int connections, Map<String, Load> loads) {
    for (Map.Entry<String, ServerProcess> server : servers.entrySet()) {
      try {
        Load load = Load.connect(lab, server.getValue(), connections);
        loads.put(server.getKey(), load);
        run(load, connections);
      } catch (IOException e) {
        lab.failed(row("server/" + connections), server.getKey(), e.getMessage());
      }
    }
  }

  private static Load.Figures run(Load load, int connections) throws IOException {
    double seconds = Math.max(SECONDS, SECONDS_A_CONNECTION * connections);
    return load.run(seconds / 4, seconds);
  }

  private void turn(Stage stage, String name, int round) throws IOException {
    Lab lab = stage.lab();
    Row row = row("server/" + stage.connections());
    try {
      Load.Figures figures = run(stage.loads().get(name), stage.connections());
      record(lab, name, round, row, figures);
      if (stage.few().containsKey(name)) {
        double rate = run(stage.few().get(name), FEW).perSecond();
        lab.add(row(SCALING), name, round, figures.perSecond() / rate);
      }
    } catch (IOException e) {
      lab.failed(row, name, e.getMessage());
      stage.loads().remove(name).close();
    }
  }

  private static void closeAll(Map<String, ? extends Closeable> programs) throws IOException {
    for (Closeable program : programs.values()) {
      program.close();
    }
  }

  private void record(Lab lab, String name, int round, Row row, Load.Figures load) {
    lab.add(row, name, round, load.perSecond());
    lab.add(row(row.id() + "/p50"), name, round, load.percentile(50));
    lab.add(row(row.id() + "/p99"), name, round, load.percentile(99));
    lab.add(row(row.id() + "/cpu"), name, round, load.serverCpu());
    lab.add(row(row.id() + "/load-cpu"), name, round, load.loadCpu());
  }

  private Row row(String id) {
    return rows().stream().filter(row -> row.id().equals(id)).findFirst().orElseThrow();
  }
}
