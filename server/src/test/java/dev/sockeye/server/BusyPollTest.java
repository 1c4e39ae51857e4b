package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BusyPollTest {

  private static final long LONGEST = 1000;
  private static final long SOON = LONGEST;
  private static final long WOKEN_UP = 2 * LONGEST;
  private static final long LATE = 2 * LONGEST + 1;

  private final BusyPoll policy = new BusyPoll(LONGEST);

  private void waited(long nanos, int times) {
    for (int i = 0; i < times; i++) {
      policy.waited(nanos);
    }
  }

  /** How many of those waits begin with looking. */
  private int looks(long nanos, int waits) {
    int looks = 0;
    for (int i = 0; i < waits; i++) {
      looks += policy.budget() > 0 ? 1 : 0;
      policy.waited(nanos);
    }
    return looks;
  }

  @Test
  void sleepsAtFirst() {
    assertEquals(0, policy.budget());
  }

  @Test
  void looksOnceShortWaitsWereMany() {
    waited(WOKEN_UP, 63);
    assertEquals(0, policy.budget());
    waited(WOKEN_UP, 1);
    assertEquals(LONGEST, policy.budget());
  }

  @Test
  void goesOnLookingWhileThatIsRight() {
    waited(SOON, 64);
    assertEquals(1000, looks(SOON, 1000));
  }

  @Test
  void nothingThatComesLateMakesItLook() {
    assertEquals(0, looks(LATE, 10_000));
  }

  @Test
  void triesNowAndThenWhereItIsNeverRight() {
    int waits = 6400;
    int looks = looks(WOKEN_UP, waits);
    assertTrue(looks > 0 && looks <= waits / 64, () -> looks + " of " + waits);
  }

  @Test
  void oneLateEventIsForgivenAndManyAreNot() {
    waited(SOON, 200);
    waited(LATE, 1);
    assertEquals(LONGEST, policy.budget());
    waited(LATE, 3);
    assertEquals(0, policy.budget());
  }

  @Test
  void aPolicyOfZeroNeverLooks() {
    BusyPoll never = new BusyPoll(0);
    for (int i = 0; i < 1000; i++) {
      never.waited(0);
      assertEquals(0, never.budget());
    }
  }
}
