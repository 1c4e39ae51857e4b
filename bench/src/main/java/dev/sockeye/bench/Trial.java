package dev.sockeye.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Servers under one load: a row with their rates, and further ones with what that took.
 *
 * @param row of the rates
 * @param service what the servers do
 * @param connections at once
 * @param inFlight requests without their answer on each of them
 * @param cpuBars what the server's CPU time a request must show
 * @param isQuick whether a quick run has it
 */
record Trial(
    Row row, Service service, int connections, int inFlight, List<Bar> cpuBars, boolean isQuick) {

  private static final int COMPILING_CONNECTIONS = 100;

  static Trial of(Row row, Service service, int connections) {
    return new Trial(row, service, connections, 1, List.of(), true);
  }

  Trial inFlight(int requests) {
    return new Trial(row, service, connections, requests, cpuBars, isQuick);
  }

  Trial withNativeCalls() {
    return new Trial(row.withNativeCalls(), service, connections, inFlight, cpuBars, isQuick);
  }

  Trial cpuBars(Bar... bars) {
    return new Trial(row, service, connections, inFlight, List.of(bars), isQuick);
  }

  Trial onlyFull() {
    return new Trial(row, service, connections, inFlight, cpuBars, false);
  }

  Row medianLatency() {
    return detail("p50", "median latency");
  }

  Row tailLatency() {
    return detail("p99", "latency of 99 in 100");
  }

  Row cpu() {
    return row.detail("cpu", "server's CPU time each", Unit.MICROS, cpuBars);
  }

  Row loadCpu() {
    return detail("load-cpu", "load's CPU time each");
  }

  private Row detail(String what, String title) {
    return row.detail(what, title, Unit.MICROS, List.of());
  }

  List<Row> details() {
    return List.of(medianLatency(), tailLatency(), cpu(), loadCpu());
  }

  /** All of this. */
  List<Row> rows() {
    return Stream.concat(Stream.of(row), details().stream()).toList();
  }

  /** Whether a row is one of this. */
  boolean has(Row one) {
    return rows().contains(one);
  }

  /** All that a bar of this names. */
  boolean needs(String name) {
    return row.needed().contains(name) || cpu().needed().contains(name);
  }

  /** For the load generator. */
  List<String> loadOptions() {
    return loadOptions(connections);
  }

  /** For it while the servers are compiled: whatever is measured then, they are compiled alike. */
  List<String> warmUpOptions() {
    boolean echo = inFlight == 1 && service != Service.CHURN;
    return loadOptions(echo ? COMPILING_CONNECTIONS : connections);
  }

  private List<String> loadOptions(int count) {
    List<String> options = new ArrayList<>(service.loadOptions());
    options.add("-c" + count);
    options.add("-d" + inFlight);
    return options;
  }
}
