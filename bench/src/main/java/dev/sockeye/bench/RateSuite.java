package dev.sockeye.bench;

import static dev.sockeye.bench.Names.C;
import static dev.sockeye.bench.Names.NETTY_EPOLL;
import static dev.sockeye.bench.Names.SOCKEYE;
import static dev.sockeye.bench.Names.SOCKEYE_SLEEPING;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Echo servers at fixed rates, as most servers run: what of a CPU they take, and how long requests
 * take from when they were due. All servers of a rate are loaded in turn for a part of a second, in
 * an order that changes from round to round. Server and load have a CPU each.
 */
final class RateSuite implements Suite {

  private static final List<String> SERVERS = List.of(SOCKEYE, SOCKEYE_SLEEPING, C, NETTY_EPOLL);
  private static final int[] RATES = {1_000, 10_000, 30_000, 60_000};
  private static final int JUDGED = 10_000;
  private static final int CONNECTIONS = 16;

  private static final int ROUNDS = 9;
  private static final int QUICK_ROUNDS = 7;

  private static final double WARM_UP_SECONDS = 0.1;
  private static final double SECONDS = 0.4;

  @Override
  public List<Row> rows() {
    return Arrays.stream(RATES).boxed().flatMap(rate -> rows(rate).stream()).toList();
  }

  /** Only the rate that is held to a bar. */
  @Override
  public boolean isQuick(Row row) {
    return rows(JUDGED).contains(row);
  }

  private static List<Row> rows(int rate) {
    return List.of(
        rate == JUDGED
            ? row(rate, "cpu", "CPU", Unit.CORES, new Bar.Beside(NETTY_EPOLL, 0.83))
            : row(rate, "cpu", "CPU", Unit.CORES),
        row(rate, "p50", "median latency", Unit.MICROS),
        row(rate, "p99", "latency of 99 in 100", Unit.MICROS));
  }

  private static Row row(int rate, String what, String title, Unit unit, Bar... bars) {
    return Row.of(
        "rate/" + rate + "/" + what,
        String.format(Locale.ROOT, "server at %,d requests/s, %s", rate, title),
        unit,
        bars);
  }

  @Override
  public String lack(Lab lab) {
    return Servers.lack(lab);
  }

  @Override
  public void measure(List<Row> wanted, Lab lab) throws IOException, InterruptedException {
    List<String> names = new ArrayList<>(SERVERS);
    names.removeIf(lab.wanted(rows(JUDGED).get(0)).negate());
    Map<String, ServerProcess> servers = Servers.start(lab, Service.TCP, names, wanted);
    Map<String, Rate> loads = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, ServerProcess> server : servers.entrySet()) {
        begin(lab, server.getKey(), server.getValue(), loads, wanted);
      }
      for (int rate : RATES) {
        if (rows(rate).stream().anyMatch(wanted::contains)) {
          measure(lab, rate, loads);
        }
      }
    } finally {
      for (Rate load : loads.values()) {
        load.close();
      }
      for (ServerProcess server : servers.values()) {
        server.close();
      }
    }
  }

  /** Connects, and lets the compiler do its work at full load. */
  private static void begin(
      Lab lab, String name, ServerProcess server, Map<String, Rate> loads, List<Row> wanted) {
    try {
      try (Load full = Load.connect(lab, server, CONNECTIONS)) {
        full.run(0, Servers.warmUpSeconds(name));
      }
      loads.put(name, Rate.connect(lab, server, CONNECTIONS));
    } catch (IOException e) {
      wanted.forEach(row -> lab.failed(row, name, e.getMessage()));
    }
  }

  private static void measure(Lab lab, int rate, Map<String, Rate> loads) throws IOException {
    int rounds = lab.effort().quick() ? QUICK_ROUNDS : ROUNDS;
    for (int round = 0; round < rounds; round++) {
      List<String> order = new ArrayList<>(loads.keySet());
      Collections.rotate(order, round);
      for (String name : order) {
        turn(lab, rate, round, name, loads);
      }
    }
  }

  /** One that fails is left out from then on. */
  private static void turn(Lab lab, int rate, int round, String name, Map<String, Rate> loads)
      throws IOException {
    List<Row> rows = rows(rate);
    try {
      Load.Figures figures = loads.get(name).run(rate, WARM_UP_SECONDS, SECONDS);
      lab.add(rows.get(0), name, round, figures.serverCores());
      lab.add(rows.get(1), name, round, figures.percentile(50));
      lab.add(rows.get(2), name, round, figures.percentile(99));
    } catch (IOException e) {
      rows.forEach(row -> lab.failed(row, name, e.getMessage()));
      loads.remove(name).close();
    }
  }
}
