package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A loop whose clock and requests are made up, so that all runs are alike. In nanoseconds. */
class BusyPollTest {

  private static final long LONGEST = BusyPoll.LONGEST.toNanos();
  private static final long SERVICE = 8_000;
  private static final long SECOND = 1_000_000_000;

  private long now = -SECOND; // as nanoTime may be
  private long looked;
  private long slept;

  private static BusyPoll policy(double share) {
    return new BusyPoll(LONGEST, new LookAllowance(share, LONGEST));
  }

  /** Something comes after so long, and is dealt with; to be woken takes so long if it slept. */
  private void await(BusyPoll policy, long arrival, long wakeUp) {
    long begin = now;
    long wait = Math.max(0, arrival - now);
    long budget = policy.budget(now);
    if (wait < budget) {
      looked += wait;
      now += wait;
    } else {
      if (budget > 0) {
        policy.inVain(budget);
      }
      looked += budget;
      slept++;
      now += wait + wakeUp;
    }
    policy.waited(now - begin);
    now += SERVICE;
  }

  /** Requests come that far apart, whatever becomes of them. */
  private double openLoop(BusyPoll policy, LongSupplier gaps, long duration) {
    long begin = now;
    looked = 0;
    slept = 0;
    for (long arrival = now; arrival < begin + duration; arrival += gaps.getAsLong()) {
      await(policy, arrival, LONGEST / 2);
    }
    return (double) looked / (now - begin);
  }

  /** The client asks again so long after its answer. */
  private double closedLoop(BusyPoll policy, long pause, int requests) {
    long begin = now;
    looked = 0;
    slept = 0;
    for (int i = 0; i < requests; i++) {
      await(policy, now + pause, LONGEST);
    }
    return (double) looked / (now - begin);
  }

  private static LongSupplier atRandom(long mean) {
    Random random = new Random(1);
    return () -> (long) (-mean * Math.log(1 - random.nextDouble()));
  }

  /** Pairs that come together are half of the waits, and a wait for the next pair is long. */
  private static LongSupplier inPairs(long mean) {
    boolean[] second = {false};
    return () -> {
      second[0] = !second[0];
      return second[0] ? SERVICE + 1000 : 2 * mean - SERVICE - 1000;
    };
  }

  @Test
  void sleepsAtFirst() {
    assertEquals(0, policy(1).budget(now));
  }

  @Test
  void looksForAClientThatAsksAgainAtOnce() {
    BusyPoll policy = policy(1);
    closedLoop(policy, 15_000, 100);
    closedLoop(policy, 15_000, 10_000);
    assertEquals(0, slept);
  }

  @Test
  void sleepsWhereRequestsComeFurtherApartThanAWakeUpCosts() {
    assertTrue(openLoop(policy(1), () -> 100_000, SECOND) < 0.01);
  }

  @Test
  void sleepsWhereRequestsComeAtRandomAndSeldom() {
    assertTrue(openLoop(policy(1), atRandom(100_000), 10 * SECOND) < 0.02);
  }

  @Test
  void sleepsWhereRequestsComeInPairs() {
    assertTrue(openLoop(policy(1), inPairs(100_000), SECOND) < 0.02);
  }

  @Test
  void looksWhereRequestsComeAtRandomAndOften() {
    BusyPoll policy = policy(1);
    openLoop(policy, atRandom(20_000), SECOND);
    assertTrue(slept < 0.2 * SECOND / 20_000, () -> slept + " wake-ups");
  }

  @Test
  void forgivesALookInVainNowAndThen() {
    BusyPoll policy = policy(1);
    closedLoop(policy, 15_000, 1000);
    closedLoop(policy, SECOND, 1);
    closedLoop(policy, 15_000, 1000);
    assertEquals(0, slept);
  }

  @Test
  void stopsAfterAFewLooksInVain() {
    BusyPoll policy = policy(1);
    closedLoop(policy, 15_000, 1000);
    closedLoop(policy, SECOND, 1000);
    assertEquals(4 * LONGEST, looked);
  }

  @Test
  void triesLessAndLessOftenWhatIsAlwaysInVain() {
    BusyPoll policy = policy(1);
    int waits = 64 + 128 + 256 + 512;
    closedLoop(policy, LONGEST, waits + 4);
    assertEquals(4 * LONGEST, looked);
    closedLoop(policy, LONGEST, 10 * 1024);
    assertTrue(looked <= 10 * LONGEST);
  }

  @Test
  void looksAgainSoonAfterALullThatManyTrialsWereInVainIn() {
    BusyPoll policy = policy(1);
    closedLoop(policy, LONGEST, 100_000);
    closedLoop(policy, 15_000, 1100);
    closedLoop(policy, SECOND, 10);
    closedLoop(policy, 15_000, 200);
    closedLoop(policy, 15_000, 1000);
    assertEquals(0, slept);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01, 0.1, 0.25})
  void staysWithinItsShare(double share) {
    BusyPoll policy = policy(share);
    double closed = closedLoop(policy, 15_000, 100_000);
    assertTrue(closed <= share + 0.01 && closed >= 0.9 * share, () -> closed + " of " + share);
    double open = openLoop(policy, atRandom(20_000), SECOND);
    assertTrue(open <= share + 0.01, () -> open + " of " + share);
  }

  @Test
  void aPolicyOfZeroNeverLooks() {
    BusyPoll never = new BusyPoll(0, new LookAllowance(1, 0));
    for (int i = 0; i < 10_000; i++) {
      assertEquals(0, never.budget(now));
      never.waited(0);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.001, 1.001, Double.NaN, Double.POSITIVE_INFINITY})
  void aShareIsBetweenZeroAndOne(double share) {
    assertThrows(IllegalArgumentException.class, () -> EventLoop.builder().busyPollShare(share));
  }
}
