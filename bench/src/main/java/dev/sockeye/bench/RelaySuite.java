package dev.sockeye.bench;

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
 * Programs that pass on from a port to another one: a GiB one way, and a ping-pong of 64 B. The
 * relay has one CPU, its two peers have the other.
 */
final class RelaySuite implements Suite {

  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final double TRIPS_SECONDS = 0.3;

  private static final Row RATE =
      Row.of(
          "relay/tcp",
          "relay of tcp, 1 GiB one way",
          Unit.GIGABYTES_PER_SECOND,
          new Bar.Beside(SOCAT, 1.15),
          new Bar.Beside(HAPROXY_SPLICE, 0.97));

  private static final Row CPU =
      Row.of(
          "relay/tcp/cpu",
          "relay of tcp, CPU time of 1 GiB one way",
          Unit.MILLIS,
          new Bar.Beside(HAPROXY_SPLICE, 0.87));

  private static final Row TRIP =
      Row.of("relay/tcp/p50", "relay of tcp, median latency of a round trip", Unit.MICROS);

  @Override
  public List<Row> rows() {
    return List.of(RATE, CPU, TRIP);
  }

  @Override
  public void measure(List<Row> wanted, Lab lab) throws IOException, InterruptedException {
    String lack = Servers.lack(lab);
    if (!lack.isEmpty()) {
      wanted.forEach(row -> lab.excused(row, SOCKEYE, lack));
      return;
    }
    Programs.Ending built = Programs.run(LIMIT, Relays.sockeye(lab, "--version"));
    if (!built.well()) {
      wanted.forEach(row -> lab.failed(row, SOCKEYE, built.complaint()));
      return;
    }
    Path folder = Files.createTempDirectory("sockeye-bench");
    try {
      if (wanted.contains(RATE) || wanted.contains(CPU)) {
        oneWay(lab, folder);
      }
      if (wanted.contains(TRIP)) {
        roundTrips(lab, folder);
      }
    } finally {
      Temporary.delete(folder);
    }
  }

  private static void oneWay(Lab lab, Path folder) throws IOException {
    Map<String, RelayProcess> relays = new LinkedHashMap<>();
    try (Flow flow = Flow.start(lab, lab.host().loadCpu(), folder.resolve("socket"))) {
      for (String name : Relays.ALL) {
        start(lab, RATE, name, flow.port(), folder, relays);
        if (relays.containsKey(name)) {
          flow.receive(0); // by which it was seen to be there
        }
      }
      for (int round = -3; round < lab.effort().streams(); round++) { // those below 0 warm up
        List<String> order = new ArrayList<>(relays.keySet());
        Collections.rotate(order, round);
        for (String name : order) {
          pass(lab, flow, name, relays.get(name), round);
        }
      }
    } finally {
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

  private static void roundTrips(Lab lab, Path folder) throws IOException {
    Map<String, RelayProcess> relays = new LinkedHashMap<>();
    Map<String, Load> loads = new LinkedHashMap<>();
    List<String> echo = lab.pinnedNative(lab.host().loadCpu(), "echo", List.of());
    try (ServerProcess server = ServerProcess.start(echo)) {
      for (String name : Relays.ALL) {
        start(lab, TRIP, name, server.address(), folder, relays);
        if (relays.containsKey(name)) {
          RelayProcess relay = relays.get(name);
          loads.put(name, Load.connect(lab, relay.address(), relay.pid(), 1));
          loads.get(name).run(0, 10 * TRIPS_SECONDS); // until the compiler is done
        }
      }
      for (int round = 0; round < lab.effort().rounds(); round++) {
        List<String> order = new ArrayList<>(loads.keySet());
        Collections.rotate(order, round);
        for (String name : order) {
          double p50 = loads.get(name).run(TRIPS_SECONDS / 4, TRIPS_SECONDS).percentile(50);
          lab.add(TRIP, name, round, p50);
        }
      }
    } finally {
      closeAll(loads);
      closeAll(relays);
    }
  }

  private static void start(
      Lab lab, Row row, String name, String target, Path folder, Map<String, RelayProcess> relays) {
    String lack = Relays.lack(name);
    if (!lack.isEmpty()) {
      lab.excused(row, name, lack);
      return;
    }
    try {
      relays.put(name, RelayProcess.start(port -> Relays.command(lab, name, port, target, folder)));
    } catch (IOException e) {
      lab.failed(row, name, e.getMessage());
    }
  }

  private static void closeAll(Map<String, ? extends Closeable> programs) throws IOException {
    for (Closeable program : programs.values()) {
      program.close();
    }
  }
}
