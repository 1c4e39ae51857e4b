package dev.sockeye.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Addresses;
import dev.sockeye.Endpoint;
import dev.sockeye.Errno;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;

/**
 * What all parts of the contract share: the fixture, skipping for a reason, and the order that is
 * restored after each case: everything closed, every thread ended.
 *
 * @param <E> the shape of the endpoints
 * @param <F> the fixture
 */
@ExtendWith(Watchdog.class)
public abstract class Contract<E extends Endpoint, F extends Fixture<E>> {

  private final ConcurrentLinkedDeque<Closeable> opened = new ConcurrentLinkedDeque<>();
  private final ConcurrentLinkedDeque<Background<?>> started = new ConcurrentLinkedDeque<>();
  private F fixture;

  /** Creates the contract; JUnit does, one for each case. */
  protected Contract() {}

  /**
   * How the transport's sockets are made; asked for once for each case.
   *
   * @return the fixture
   */
  protected abstract F fixture();

  /**
   * The fixture of this case.
   *
   * @return always the same
   */
  protected final F transport() {
    if (fixture == null) {
      fixture = fixture();
    }
    return fixture;
  }

  @BeforeEach
  final void skipWhereTheHostCannotRunIt() {
    transport().unavailable().ifPresent(this::skip);
  }

  @AfterEach
  final void closeAndAwaitAll() throws IOException {
    for (Closeable c; (c = opened.pollLast()) != null; ) {
      c.close();
    }
    for (Background<?> b; (b = started.poll()) != null; ) {
      b.awaitDone();
    }
  }

  /**
   * Skips the case if the transport lacks a capability, and prints why.
   *
   * @param capability what the case needs
   */
  protected final void needs(Capability capability) {
    String reason = transport().missing().get(capability);
    if (reason != null) {
      skip("lacks " + capability + ": " + reason);
    }
  }

  /**
   * Tells whether the transport has a capability; for parts of a case only.
   *
   * @param capability which
   * @return whether
   */
  protected final boolean has(Capability capability) {
    return !transport().missing().containsKey(capability);
  }

  /**
   * Skips a case on virtual threads if the transport does not support blocking calls there.
   *
   * @param kind the kind of thread that the case is about to use
   */
  protected final void needs(ThreadKind kind) {
    if (kind == ThreadKind.VIRTUAL) {
      needs(Capability.VIRTUAL_THREADS);
    }
  }

  /**
   * Skips a case if the transport does not support calls that block in this way.
   *
   * @param kind how the case is about to block
   */
  protected final void needs(CallKind kind) {
    needs(kind.thread());
    if (kind.isTimed()) {
      needs(Capability.TIMEOUTS);
    }
  }

  private void skip(String reason) {
    System.out.println("Skipped on " + transport() + ": " + reason);
    Assumptions.abort(reason);
  }

  /** How many connections a case makes that looks for what they leave; prints why if it is few. */
  final int manyConnections() {
    transport()
        .fewConnections()
        .ifPresent(
            reason ->
                System.out.println(
                    transport().connections() + " connections on " + transport() + ": " + reason));
    return transport().connections();
  }

  /**
   * Closes something when the case is over.
   *
   * @param <C> its type
   * @param closeable the thing
   * @return the thing
   */
  protected final <C extends Closeable> C closing(C closeable) {
    opened.add(closeable);
    return closeable;
  }

  /**
   * Starts a call in another thread, which must have ended when the case is over.
   *
   * @param <T> the type of its result
   * @param call the call
   * @return what tells how it goes
   */
  protected final <T> Background<T> inBackground(Callable<T> call) {
    return inBackground(ThreadKind.PLATFORM, call);
  }

  /**
   * Starts a call in another thread, which must have ended when the case is over.
   *
   * @param <T> the type of its result
   * @param kind the kind of thread
   * @param call the call
   * @return what tells how it goes
   */
  protected final <T> Background<T> inBackground(ThreadKind kind, Callable<T> call) {
    Background<T> background = Background.run(kind, call);
    started.add(background);
    return background;
  }

  /**
   * Closes an endpoint while another thread makes a call of it again and again: however the two
   * meet, the call ends as closed.
   *
   * @param kind the kind of the other thread
   * @param endpoint the endpoint
   * @param pause how long to let it, in loops
   * @param call the call
   * @throws Exception what closing throws
   */
  protected final void assertEndsAsClosed(ThreadKind kind, E endpoint, int pause, Callable<?> call)
      throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    Background<?> caller =
        inBackground(
            kind,
            () -> {
              begun.countDown();
              while (true) {
                call.call();
              }
            });
    begun.await();
    for (int i = 0; i < pause; i++) {
      Thread.onSpinWait();
    }
    endpoint.close();
    Throwable thrown = caller.failure();
    if (!(thrown instanceof ClosedChannelException)
        || thrown instanceof ClosedByInterruptException) {
      throw new AssertionError("a call met a close: " + thrown, thrown);
    }
  }

  /**
   * Checks that an action leaves as many descriptors open as there were; skips the case if the
   * transport has none.
   *
   * @param times how often it is done
   * @param action the action
   * @throws Exception what the action throws
   */
  protected final void assertKeepsDescriptors(int times, Executable action) throws Exception {
    needs(Capability.FILE_DESCRIPTORS);
    try {
      Descriptors.assertKept(times, action);
    } catch (Exception e) {
      throw e;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  /**
   * Does something with the thread's interrupt status set, and checks that it is set still.
   *
   * @param calls calls that do not wait, and so have nothing for an interrupt to end
   * @throws Exception what they throw
   */
  protected static void interrupted(Executable calls) throws Exception {
    Thread.currentThread().interrupt();
    try {
      calls.execute();
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable t) {
      throw new AssertionError(t);
    } finally {
      assertTrue(Thread.interrupted(), "the thread is still interrupted");
    }
  }

  /**
   * Checks which error stands behind a failure.
   *
   * @param failure the failure
   * @param expected the errors that it may be
   */
  protected static void assertErrno(Throwable failure, Errno... expected) {
    boolean right = Errno.of(failure).map(Arrays.asList(expected)::contains).orElse(false);
    if (!right) {
      throw new AssertionError(
          "should be " + Arrays.toString(expected) + " but is " + failure, failure);
    }
  }

  /**
   * Checks that a failure is of a class, where the transport has classes of its own for failures.
   *
   * @param failure the failure
   * @param expected the classes that it may be of
   */
  protected final void assertFailureClass(Throwable failure, Class<?>... expected) {
    if (has(Capability.ERROR_TEXTS)) {
      assertTrue(
          Arrays.stream(expected).anyMatch(type -> type.isInstance(failure)),
          () -> "should be one of " + Arrays.toString(expected) + " but is " + failure);
    }
  }

  /**
   * Checks that a failure says what was tried, with whom and why it failed, such as {@code bind tcp
   * 127.0.0.1:5000: Address already in use (EADDRINUSE)}, where the transport's failures tell.
   *
   * @param failure the failure
   * @param start the operation and a space
   * @param address the address that it concerns
   */
  protected final void assertTells(Throwable failure, String start, SocketAddress address) {
    if (has(Capability.ERROR_TEXTS)) {
      String told = failure.getMessage();
      assertTrue(told.startsWith(start), told);
      assertTrue(told.contains(Addresses.format(address) + ": "), told);
      assertTrue(told.endsWith("(" + Errno.of(failure).orElseThrow() + ")"), told);
    }
  }
}
