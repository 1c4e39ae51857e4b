package dev.sockeye.bench;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Servers under load, by each of the {@link Trials} in turn: all servers are started and connected
 * to, and one at a time is loaded, for a fraction of a second, in an order that changes from round
 * to round. What the machine's neighbours do lasts longer, and so hits all servers of a round
 * alike. Server and load have a CPU each.
 */
final class ServerSuite implements Suite {

  private static final Row SCALING =
      Row.of(
          "server/scaling",
          "server, rate at 10,000 connections to that at 100",
          Unit.PART,
          new Bar.Beside(Names.C, 0.95));

  /** Of a measurement; with many connections it takes as long as they take some requests each. */
  private static final double SECONDS = 0.1;

  private static final double SECONDS_A_CONNECTION = 3e-5;

  @Override
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    Trials.ALL.forEach(trial -> rows.add(trial.row()));
    rows.add(SCALING);
    Trials.ALL.forEach(trial -> rows.addAll(trial.details()));
    return rows;
  }

  @Override
  public boolean isQuick(Row row) {
    return Trials.ALL.stream().noneMatch(trial -> isAbout(row, trial) && !trial.isQuick());
  }

  @Override
  public String lack(Lab lab) {
    return Servers.lack(lab);
  }

  @Override
  public void measure(List<Row> wanted, Lab lab) throws IOException, InterruptedException {
    for (Service service : Service.values()) {
      List<Trial> trials =
          Trials.ALL.stream()
              .filter(trial -> trial.service() == service)
              .filter(trial -> wanted.stream().anyMatch(row -> isAbout(row, trial)))
              .toList();
      if (!trials.isEmpty()) {
        measure(service, trials, lab);
      }
    }
  }

  private static boolean isAbout(Row row, Trial trial) {
    return row.equals(SCALING) ? trial.equals(Trials.MANY) : trial.has(row);
  }

  private static void measure(Service service, List<Trial> trials, Lab lab)
      throws IOException, InterruptedException {
    List<String> names = new ArrayList<>(service.servers());
    if (lab.effort().quick()) {
      names.removeIf(name -> trials.stream().noneMatch(trial -> trial.needs(name)));
    }
    List<Row> rows = trials.stream().flatMap(trial -> trial.rows().stream()).toList();
    Map<String, ServerProcess> servers = Servers.start(lab, service, names, rows);
    try {
      warmUp(lab, servers, trials.get(trials.size() - 1), rows);
      for (Trial trial : trials) {
        measure(lab, servers, trial);
      }
    } finally {
      closeAll(servers);
    }
  }

  /** Until the compiler is done with them; who fails already is left out. */
  private static void warmUp(
      Lab lab, Map<String, ServerProcess> servers, Trial trial, List<Row> rows) throws IOException {
    for (String name : List.copyOf(servers.keySet())) {
      try (Load load = Load.connect(lab, servers.get(name), trial.warmUpOptions())) {
        load.run(0, Servers.warmUpSeconds(name));
      } catch (IOException e) {
        rows.forEach(row -> lab.failed(row, name, e.getMessage()));
        servers.remove(name).close();
      }
    }
  }

  /**
   * Servers that are connected to.
   *
   * @param loads by the servers' names
   * @param few to each server beside many, for the rate at those to be compared with
   */
  private record Stage(Lab lab, Trial trial, Map<String, Load> loads, Map<String, Load> few) {}

  private static void measure(Lab lab, Map<String, ServerProcess> servers, Trial trial)
      throws IOException {
    Stage stage = new Stage(lab, trial, new LinkedHashMap<>(), new LinkedHashMap<>());
    try {
      connect(lab, servers, trial, stage.loads());
      if (trial.equals(Trials.MANY)) {
        connect(lab, servers, Trials.FEW, stage.few());
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
  private static void connect(
      Lab lab, Map<String, ServerProcess> servers, Trial trial, Map<String, Load> loads) {
    for (Map.Entry<String, ServerProcess> server : servers.entrySet()) {
      try {
        Load load = Load.connect(lab, server.getValue(), trial.loadOptions());
        loads.put(server.getKey(), load);
        run(load, trial);
      } catch (IOException e) {
        trial.rows().forEach(row -> lab.failed(row, server.getKey(), e.getMessage()));
      }
    }
  }

  private static Load.Figures run(Load load, Trial trial) throws IOException {
    double seconds = Math.max(SECONDS, SECONDS_A_CONNECTION * trial.connections());
    return load.run(seconds / 4, seconds);
  }

  private static void turn(Stage stage, String name, int round) throws IOException {
    Lab lab = stage.lab();
    Trial trial = stage.trial();
    try {
      Load.Figures figures = run(stage.loads().get(name), trial);
      record(lab, trial, name, round, figures);
      if (stage.few().containsKey(name)) {
        double rate = run(stage.few().get(name), Trials.FEW).perSecond();
        lab.add(SCALING, name, round, figures.perSecond() / rate);
      }
    } catch (IOException e) {
      trial.rows().forEach(row -> lab.failed(row, name, e.getMessage()));
      stage.loads().remove(name).close();
    }
  }

  private static void closeAll(Map<String, ? extends Closeable> programs) throws IOException {
    for (Closeable program : programs.values()) {
      program.close();
    }
  }

  private static void record(Lab lab, Trial trial, String name, int round, Load.Figures load) {
    lab.add(trial.row(), name, round, load.perSecond());
    lab.add(trial.medianLatency(), name, round, load.percentile(50));
    lab.add(trial.tailLatency(), name, round, load.percentile(99));
    lab.add(trial.cpu(), name, round, load.serverCpu());
    lab.add(trial.loadCpu(), name, round, load.loadCpu());
  }
}
