package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Message;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each peer has its replies in order and within its limit, whatever becomes of the others'. */
class KeptRepliesTest {

  private static final SocketAddress ANN = InetSocketAddress.createUnresolved("ann", 1);
  private static final SocketAddress BOB = InetSocketAddress.createUnresolved("bob", 1);
  private static final int LIMIT = 1_000;
  private static final int OVERHEAD = 128;

  private final MemoryBudget memory = new MemoryBudget(3 * LIMIT);
  private final KeptReplies kept = new KeptReplies(LIMIT, memory);
  private final List<String> sent = new ArrayList<>();

  @AfterEach
  void theMemoryIsGivenBack() {
    kept.clear();
    assertTrue(kept.isEmpty());
    assertEquals(0, memory.used());
  }

  private void add(SocketAddress peer, String text) throws IOException {
    kept.add(Message.of(Clients.bytes(text)).peer(peer));
  }

  private boolean send(Message reply) {
    return sent.add(Clients.text(reply.payload()));
  }

  @Test
  void repliesAreSentInOrderForEachPeer() throws Exception {
    assertTrue(kept.isEmpty());
    add(ANN, "a1");
    add(BOB, "b1");
    add(ANN, "a2");
    assertTrue(kept.has(ANN));
    assertFalse(kept.has(null));
    assertEquals(3 * (2 + OVERHEAD), memory.used());
    kept.send(this::send);
    assertEquals(List.of("a1", "a2", "b1"), sent);
    assertTrue(kept.isEmpty());
    assertFalse(kept.has(ANN));
    assertEquals(0, memory.used());
  }

  @Test
  void aConnectionHasOnePeerWithoutAnAddress() throws Exception {
    add(null, "one");
    add(null, "two");
    assertTrue(kept.has(null));
    kept.send(this::send);
    assertEquals(List.of("one", "two"), sent);
  }

  @Test
  void aFullQueueDoesNotHoldUpTheOthers() throws Exception {
    add(ANN, "a1");
    add(ANN, "a2");
    add(BOB, "b1");
    kept.send(reply -> !reply.peer().equals(ANN) && send(reply));
    assertEquals(List.of("b1"), sent);
    assertTrue(kept.has(ANN));
    assertFalse(kept.has(BOB));
    kept.send(this::send);
    assertEquals(List.of("b1", "a1", "a2"), sent);
  }

  /** And what was not sent comes first the next time. */
  @Test
  void sendingStopsWhereTheSocketTakesNoMore() throws Exception {
    add(ANN, "a1");
    add(ANN, "a2");
    add(ANN, "a3");
    kept.send(reply -> sent.isEmpty() && send(reply));
    assertEquals(List.of("a1"), sent);
    assertEquals(2 * (2 + OVERHEAD), memory.used());
    kept.send(this::send);
    assertEquals(List.of("a1", "a2", "a3"), sent);
  }

  @Test
  void oneReplyIsKeptHoweverLongAndNoneBesideIt() throws Exception {
    add(ANN, "x".repeat(5 * LIMIT / 2));
    IOException full = assertThrows(IOException.class, () -> add(ANN, ""));
    assertTrue(full.getMessage().contains("outputLimit is " + LIMIT), full::toString);
    add(BOB, "of another");
    kept.send(this::send);
    assertEquals(List.of("x".repeat(5 * LIMIT / 2), "of another"), sent);
  }

  @Test
  void emptyRepliesHaveAnEndToo() throws Exception {
    for (int i = 0; i < LIMIT / OVERHEAD; i++) {
      add(ANN, "");
    }
    assertThrows(IOException.class, () -> add(ANN, ""));
    add(BOB, "");
  }

  @Test
  void whatThereIsNoMemoryForIsNotKept() throws Exception {
    IOException full = assertThrows(IOException.class, () -> add(ANN, "x".repeat(3 * LIMIT)));
    assertTrue(full.getMessage().contains("memoryLimit is " + 3 * LIMIT), full::toString);
    assertTrue(kept.isEmpty());
    assertEquals(0, memory.used());
  }

  @Test
  void aFailureDropsItsReplyAlone() throws Exception {
    add(ANN, "a1");
    add(ANN, "a2");
    IOException gone = new IOException("gone");
    KeptReplies.Sender fails =
        reply -> {
          throw gone;
        };
    assertEquals(gone, assertThrows(IOException.class, () -> kept.send(fails)));
    assertEquals(2 + OVERHEAD, memory.used());
    kept.send(this::send);
    assertEquals(List.of("a2"), sent);
  }

  /** Whoever hears that one cannot be sent may answer that, or end it all. */
  @Test
  void repliesMayBeAddedMeanwhile() throws Exception {
    add(ANN, "a1");
    kept.send(
        reply -> {
          if (sent.isEmpty()) {
            add(ANN, "a2");
            add(BOB, "b1");
          }
          return send(reply);
        });
    assertEquals(List.of("a1", "a2"), sent);
    assertTrue(kept.has(BOB));
  }

  @Test
  void allMayBeDroppedMeanwhile() throws Exception {
    add(ANN, "a1");
    add(ANN, "a2");
    add(BOB, "b1");
    kept.send(
        reply -> {
          kept.clear();
          return send(reply);
        });
    assertEquals(List.of("a1"), sent);
    assertTrue(kept.isEmpty());
    assertEquals(0, memory.used());
  }
}
