package smoke;

import java.util.concurrent.Callable;

/** What a smoke test insists on. */
final class Check {
  private Check() {}

  static void require(boolean met, String what) {
    if (!met) {
      throw new AssertionError("missed " + what);
    }
  }

  /** The call must fail since something is missing here, and say that advice. */
  static void requireAdvice(String advice, Callable<?> call) {
    try {
      throw new AssertionError("no failure, but " + call.call());
    } catch (UnsupportedOperationException e) {
      require(e.getMessage().contains(advice), "'" + advice + "' in: " + e.getMessage());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
