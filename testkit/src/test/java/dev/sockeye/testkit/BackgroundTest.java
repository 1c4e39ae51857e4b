package dev.sockeye.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

class BackgroundTest {

  @OnEachThreadKind
  void aCallIsSeenToBlockAndItsResultAwaited(ThreadKind kind) throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    Background<Integer> call =
        Background.run(
            kind,
            () -> {
              latch.await();
              return 5;
            });
    assertSame(call, call.awaitBlocked());
    assertFalse(call.isDone());
    latch.countDown();
    assertEquals(5, call.result());
    assertFalse(call.wasInterrupted());
  }

  @OnEachThreadKind
  void aCallThatFailsIsTold(ThreadKind kind) {
    IOException thrown = new IOException("broken");
    Background<Void> call =
        Background.run(
            kind,
            () -> {
              throw thrown;
            });
    assertSame(thrown, call.failure(IOException.class));
    assertSame(thrown, assertThrows(IOException.class, call::result));
    assertThrows(AssertionError.class, () -> call.failure(Exception.class), "another class");
    assertThrows(AssertionError.class, call::awaitBlocked);
  }

  @OnEachThreadKind
  void aCallThatShouldFailAndDoesNotIsTold(ThreadKind kind) {
    Background<Integer> call = Background.run(kind, () -> 1);
    AssertionError told = assertThrows(AssertionError.class, call::failure);
    assertTrue(told.getMessage().contains("returned 1"), told::getMessage);
  }

  @OnEachThreadKind
  void aCallThatHangsIsToldWithThePlaceWhereItHangs(ThreadKind kind) throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    Background<Void> call =
        Background.<Void>run(
                kind,
                () -> {
                  latch.await();
                  return null;
                })
            .within(1);
    call.awaitBlocked();
    AssertionError told = assertThrows(AssertionError.class, call::result);
    assertTrue(told.getMessage().contains("is not over after 1 s"), told::getMessage);
    assertEquals("park", told.getStackTrace()[0].getMethodName());
    latch.countDown();
    call.within(15).awaitDone();
  }

  @OnEachThreadKind
  void anInterruptIsSeenByTheCallAndTold(ThreadKind kind) throws Exception {
    Background<Boolean> call =
        Background.run(
            kind,
            () -> {
              while (!Thread.currentThread().isInterrupted()) {
                LockSupport.park();
              }
              return true;
            });
    call.awaitBlocked().interrupt();
    assertTrue(call.result());
    assertTrue(call.wasInterrupted());
  }
}
