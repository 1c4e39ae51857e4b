package dev.sockeye.bench;

import static dev.sockeye.bench.Names.C;
import static dev.sockeye.bench.Names.NETTY_EPOLL;
import static dev.sockeye.bench.Names.NETTY_NIO;
import static dev.sockeye.bench.Names.SOCKEYE;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/**
 * Echo servers under load: all are started, one at a time is loaded, by each number of connections
 * in turn, in an order that changes from round to round. Server and load have a CPU each.
 */
final class ServerSuite implements Suite {

  private static final String SCALING = "server/scaling";
  private static final int[] CONNECTIONS = {1, 100, 1000, 10_000};
  private static final double COMPILING_SECONDS = 2.5;

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
    return connections == 1 ? "1 connection" : String.format("%,d connections", connections);
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
      for (int round = 0; round < lab.effort().serverRounds(); round++) {
        for (int connections : connections(wanted)) {
          turn(lab, servers, connections, round);
        }
      }
    } finally {
      servers.values().forEach(ServerProcess::close);
    }
    scaling(lab);
  }

  /** Until the compiler is done with them; who fails already is left out. */
  private static void warmUp(Lab lab, Map<String, ServerProcess> servers, List<Row> rows)
      throws InterruptedException {
    for (String name : List.copyOf(servers.keySet())) {
      try {
        Load.run(lab, servers.get(name), 100, 0, COMPILING_SECONDS);
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
    if (row.id().equals(SCALING)) {
      return connections == 100 || connections == 10_000;
    }
    return (row.id() + "/").startsWith("server/" + connections + "/");
  }

  private void turn(Lab lab, Map<String, ServerProcess> servers, int connections, int round)
      throws IOException, InterruptedException {
    List<String> order = new ArrayList<>(servers.keySet());
    Collections.rotate(order, round);
    for (String name : order) {
      Row row = row("server/" + connections);
      try {
        Effort effort = lab.effort();
        ServerProcess server = servers.get(name);
        record(lab, name, round, row, load(lab, effort, server, connections));
      } catch (IOException e) {
        lab.failed(row, name, e.getMessage());
      }
    }
  }

  private static Load load(Lab lab, Effort effort, ServerProcess server, int connections)
      throws IOException, InterruptedException {
    return Load.run(lab, server, connections, effort.warmUp(), effort.seconds());
  }

  private void record(Lab lab, String name, int round, Row row, Load load) {
    lab.add(row, name, round, load.perSecond());
    lab.add(row(row.id() + "/p50"), name, round, load.percentile(50));
    lab.add(row(row.id() + "/p99"), name, round, load.percentile(99));
    lab.add(row(row.id() + "/cpu"), name, round, load.serverCpu());
    lab.add(row(row.id() + "/load-cpu"), name, round, load.loadCpu());
  }

  private Row row(String id) {
    return rows().stream().filter(row -> row.id().equals(id)).findFirst().orElseThrow();
  }

  private void scaling(Lab lab) {
    for (String name : Servers.ALL) {
      NavigableMap<Integer, Double> few =
          lab.results().figures(lab.series(row("server/100"), name));
      NavigableMap<Integer, Double> many =
          lab.results().figures(lab.series(row("server/10000"), name));
      for (Map.Entry<Integer, Double> round : many.entrySet()) {
        Double rate = few.get(round.getKey());
        if (rate != null) {
          lab.add(row(SCALING), name, round.getKey(), round.getValue() / rate);
        }
      }
    }
  }
}
