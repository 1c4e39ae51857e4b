package dev.sockeye.bench.contest;

import static dev.sockeye.bench.Names.SOCKEYE;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Predicate;

/**
 * Contenders that take turns, round by round, so that what the machine does meanwhile meets all of
 * them alike. The order changes from round to round, so that none always runs behind the same one.
 */
final class Contest {

  /** Until the compiler, which has no other CPU than the contenders, is done with nearly all. */
  private static final long WARM_UP = 2_000_000_000L;

  /** What a connection is slow for at first, until its windows are as wide as they come to be. */
  private static final int TURNS_TO_OPEN_WINDOWS = 4;

  private final Map<String, Contender.Opening> openings = new LinkedHashMap<>();
  private final int operations;
  private final int connections;
  private final DoubleUnaryOperator figure;

  /**
   * A contest.
   *
   * @param operations how many a contender does in a turn
   * @param connections how many of each contender the rounds are spread over, one after the other
   * @param figure makes the row's figure of the nanoseconds of an operation
   */
  Contest(int operations, int connections, DoubleUnaryOperator figure) {
    this.operations = operations;
    this.connections = connections;
    this.figure = figure;
  }

  Contest with(String name, Contender.Opening opening) {
    openings.put(name, opening);
    return this;
  }

  Contender open(String name) throws IOException {
    return openings.get(name).open();
  }

  /** The first that is not Sockeye. */
  Contender openPeer() throws IOException {
    for (Map.Entry<String, Contender.Opening> opening : openings.entrySet()) {
      if (!opening.getKey().equals(SOCKEYE)) {
        return opening.getValue().open();
      }
    }
    throw new IllegalStateException("Sockeye has no peer here");
  }

  /** Runs the rounds of those contenders that are wanted; who cannot run is told and left out. */
  void run(int rounds, Predicate<String> wanted, Samples samples) throws IOException {
    Map<String, Contender.Opening> taking = new LinkedHashMap<>(openings);
    taking.keySet().removeIf(wanted.negate());
    int parts = Math.min(connections, Math.max(1, rounds / 2)); // two rounds or more of each
    int round = 0;
    for (int part = 0; part < parts; part++) {
      int end = rounds * (part + 1) / parts;
      Map<String, Contender> contenders = open(taking, samples);
      try {
        if (part == 0) {
          warmUp(contenders.values());
        } else {
          openWindows(contenders.values());
        }
        for (; round < end; round++) {
          turn(contenders, round, samples);
        }
      } finally {
        close(contenders.values());
      }
    }
  }

  private static Map<String, Contender> open(
      Map<String, Contender.Opening> taking, Samples samples) {
    Map<String, Contender> contenders = new LinkedHashMap<>();
    for (String name : List.copyOf(taking.keySet())) {
      try {
        contenders.put(name, taking.get(name).open());
      } catch (IOException | RuntimeException | LinkageError e) {
        samples.absent(name, e);
        taking.remove(name);
      }
    }
    return contenders;
  }

  private void warmUp(Iterable<Contender> contenders) throws IOException {
    long start = System.nanoTime();
    do {
      runAll(contenders);
    } while (System.nanoTime() - start < WARM_UP);
  }

  private void openWindows(Iterable<Contender> contenders) throws IOException {
    for (int turn = 0; turn < TURNS_TO_OPEN_WINDOWS; turn++) {
      runAll(contenders);
    }
  }

  private void runAll(Iterable<Contender> contenders) throws IOException {
    for (Contender contender : contenders) {
      contender.run(operations);
    }
  }

  private void turn(Map<String, Contender> contenders, int round, Samples samples)
      throws IOException {
    for (String name : order(contenders.keySet(), round)) {
      long start = System.nanoTime();
      contenders.get(name).run(operations);
      double nanos = (System.nanoTime() - start) / (double) operations;
      samples.sample(name, round, figure.applyAsDouble(nanos));
    }
  }

  private static List<String> order(Iterable<String> names, int round) {
    List<String> order = new ArrayList<>();
    names.forEach(order::add);
    if (!order.isEmpty()) {
      Collections.rotate(order, round);
      if (round / order.size() % 2 == 1) {
        Collections.reverse(order);
      }
    }
    return order;
  }

  private static void close(Iterable<Contender> contenders) throws IOException {
    for (Contender contender : contenders) {
      contender.close();
    }
  }
}
