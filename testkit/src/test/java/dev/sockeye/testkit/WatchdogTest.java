package dev.sockeye.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor.Invocation;

class WatchdogTest {

  static final class Cases {
    @TimeLimit(seconds = 1)
    void limited() {}

    void unlimited() {}
  }

  private static ExtensionContext context(String name) throws NoSuchMethodException {
    ExtensionContext context = mock(ExtensionContext.class);
    doReturn(name + "()").when(context).getDisplayName();
    doReturn(Cases.class).when(context).getRequiredTestClass();
    doReturn(Cases.class.getDeclaredMethod(name)).when(context).getRequiredTestMethod();
    return context;
  }

  private static void watch(String name, Invocation<Void> invocation) throws Throwable {
    new Watchdog().interceptTestMethod(invocation, null, context(name));
  }

  @Test
  void aCaseThatHangsFailsAndTellsWhere() {
    CountDownLatch never = new CountDownLatch(1);
    AssertionError told =
        assertThrows(AssertionError.class, () -> watch("limited", () -> hangIn(never)));
    assertEquals("limited() hung for 1 s; the stack is that of the place", told.getMessage());
    assertTrue(
        Arrays.stream(told.getStackTrace()).anyMatch(f -> f.getMethodName().equals("hangIn")));
  }

  private static Void hangIn(CountDownLatch never) throws InterruptedException {
    never.await();
    return null;
  }

  @Test
  void whatACaseThrowsIsThrownAsItIs() {
    IOException thrown = new IOException("broken");
    IOException seen =
        assertThrows(
            IOException.class,
            () ->
                watch(
                    "unlimited",
                    () -> {
                      throw thrown;
                    }));
    assertSame(thrown, seen);
  }

  @Test
  void aCaseThatPassesPasses() throws Throwable {
    boolean[] ran = {false};
    watch(
        "unlimited",
        () -> {
          ran[0] = true;
          return null;
        });
    assertTrue(ran[0]);
  }

  @Test
  void allThreadsAreDumped() {
    assertTrue(Watchdog.dump().contains("allThreadsAreDumped"));
  }
}
