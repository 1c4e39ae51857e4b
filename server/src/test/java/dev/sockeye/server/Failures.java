package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Remembers what a server reports. */
final class Failures implements Consumer<Failure> {

  private final List<Failure> told = new CopyOnWriteArrayList<>();

  @Override
  public void accept(Failure failure) {
    told.add(failure);
  }

  List<Failure> told() {
    return told;
  }

  /** Waits for the first failure, which must be the only one. */
  Failure only() throws Exception {
    Eventually.holds("a failure", () -> !told.isEmpty());
    assertEquals(1, told.size(), told::toString);
    return told.get(0);
  }

  void none() {
    assertEquals(List.of(), told);
  }
}
