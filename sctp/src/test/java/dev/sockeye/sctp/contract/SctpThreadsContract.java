package dev.sockeye.sctp.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointPair;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.testkit.Background;
import dev.sockeye.testkit.ThreadKind;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Threads of both kinds use one endpoint: none waits for another that has nothing to do with it.
 */
public abstract class SctpThreadsContract extends SctpContract {

  private static final long LULL_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

  /** Creates the contract; JUnit does. */
  protected SctpThreadsContract() {}

  @BeforeEach
  void skipWithoutVirtualThreads() {
    boolean present = ThreadKind.available().contains(ThreadKind.VIRTUAL);
    if (!present) {
      System.out.println("Skipped: this Java has no virtual threads");
    }
    assumeTrue(present, "this Java has no virtual threads");
  }

  private Background<Integer> receiving(ThreadKind kind, MessageEndpoint endpoint) {
    return inBackground(kind, () -> endpoint.receive(ByteBuffer.allocate(10))).awaitBlocked();
  }

  @Test
  void aVirtualThreadSendsWhileAPlatformThreadReceives() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    Background<Integer> receiving = receiving(ThreadKind.PLATFORM, pair.first());
    for (int i = 0; i < 10; i++) {
      inBackground(ThreadKind.VIRTUAL, () -> pair.first().send(ByteBuffer.allocate(7))).result();
      assertEquals(7, pair.second().receive(ByteBuffer.allocate(10)));
    }
    assertFalse(receiving.isDone());
    send(pair.second(), (byte) 1, (byte) 2);
    assertEquals(2, receiving.result());
    send(pair.first(), (byte) 1);
    assertReceives(pair.second(), (byte) 1);
  }

  @Test
  void aPlatformThreadSendsWhileAVirtualThreadReceives() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    Background<Integer> receiving = receiving(ThreadKind.VIRTUAL, pair.first());
    for (int i = 0; i < 10; i++) {
      send(pair.first(), (byte) i);
      assertReceives(pair.second(), (byte) i);
    }
    assertFalse(receiving.isDone());
    send(pair.second(), (byte) 1, (byte) 2);
    assertEquals(2, receiving.result());
  }

  /**
   * Sends until the peer is full. A thread waits at each send for the one that makes it: only that
   * no further one succeeds for a while tells that it blocks.
   */
  private Background<Void> sendingElsewhere(MessageEndpoint endpoint) {
    AtomicLong sent = new AtomicLong();
    Background<Void> sending =
        inBackground(
            ThreadKind.VIRTUAL,
            () -> {
              while (true) {
                endpoint.send(ByteBuffer.allocate(1000));
                sent.incrementAndGet();
              }
            });
    long before;
    do {
      before = sent.get();
      LockSupport.parkNanos(LULL_NANOS);
    } while (!sending.isDone() && (before == 0 || sent.get() != before));
    return sending.awaitBlocked();
  }

  @Test
  void anInterruptEndsASendThatAPlatformThreadMakesForAVirtualOne() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    Background<Integer> receiving = receiving(ThreadKind.PLATFORM, pair.first());
    Background<Void> sending = sendingElsewhere(pair.first());
    sending.interrupt();
    sending.failure(ClosedByInterruptException.class);
    assertTrue(sending.wasInterrupted());
    receiving.failure(AsynchronousCloseException.class);
    assertFalse(pair.first().isOpen());
  }

  @Test
  void closeEndsASendThatAPlatformThreadMakesForAVirtualOne() throws Exception {
    EndpointPair<MessageEndpoint> pair = pair();
    Background<Integer> receiving = receiving(ThreadKind.PLATFORM, pair.first());
    Background<Void> sending = sendingElsewhere(pair.first());
    pair.first().close();
    sending.failure(AsynchronousCloseException.class);
    receiving.failure(AsynchronousCloseException.class);
  }
}
