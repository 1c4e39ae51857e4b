package dev.sockeye.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.nio.sctp.Association;
import com.sun.nio.sctp.MessageInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

/** How parts become messages, in the orders in which a system may give them. */
class IncomingTest {

  private static final int LIMIT = 100_000;

  private final Incoming incoming = new Incoming();

  private boolean part(int association, int stream, boolean last, String text) {
    return part(association, stream, last, text.getBytes(StandardCharsets.UTF_8), LIMIT);
  }

  private boolean part(int association, int stream, boolean last, byte[] bytes, int limit) {
    Association from = Mockito.mock(Association.class);
    Mockito.when(from.associationID()).thenReturn(association);
    MessageInfo info = Mockito.mock(MessageInfo.class);
    Mockito.when(info.association()).thenReturn(from);
    Mockito.when(info.streamNumber()).thenReturn(stream);
    Mockito.when(info.isComplete()).thenReturn(last);
    incoming.emptyPart().put(bytes);
    return incoming.take(info, limit);
  }

  private String message() {
    ByteBuffer buffer = ByteBuffer.allocate(LIMIT);
    int moved = incoming.moveTo(buffer);
    assertEquals(incoming.length(), moved);
    return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
  }

  @Test
  void partsAreJoinedByAssociationAndStream() {
    assertFalse(part(1, 0, false, "one "));
    assertFalse(part(2, 0, false, "two "));
    assertFalse(part(1, 5, false, "five "));
    assertTrue(part(2, 0, true, "ends"));
    assertEquals("two ends", message());
    assertTrue(part(3, 0, true, "whole"));
    assertEquals("whole", message());
    assertFalse(part(1, 0, false, "and more "));
    assertTrue(part(1, 5, true, "ends"));
    assertEquals("five ends", message());
    assertTrue(part(1, 0, true, "ends"));
    assertEquals("one and more ends", message());
  }

  @Test
  void whatAnAssociationSentInPartIsForgottenWithIt() {
    assertFalse(part(1, 0, false, "lost "));
    assertFalse(part(1, 1, false, "lost, too "));
    assertFalse(part(2, 0, false, "kept "));
    incoming.forget(1);
    assertTrue(part(2, 0, true, "ends"));
    assertEquals("kept ends", message());
    assertTrue(part(1, 0, true, "new"));
    assertEquals("new", message());
  }

  @Test
  void whatIsOverTheLimitIsCountedAndNotKept() {
    byte[] bytes = new byte[4000];
    for (int i = 0; i < 9; i++) {
      assertFalse(part(1, 0, false, bytes, 10_000));
    }
    assertTrue(part(1, 0, true, bytes, 10_000));
    assertEquals(40_000, incoming.length());
    assertEquals(10_000, incoming.moveTo(ByteBuffer.allocate(LIMIT)));
  }

  @Test
  void aPartThatFillsTheBufferMakesRoomForLargerOnes() {
    int first = incoming.emptyPart().capacity();
    assertFalse(part(1, 0, false, new byte[first], LIMIT));
    int second = incoming.emptyPart().capacity();
    assertTrue(second > first);
    assertTrue(part(1, 0, true, new byte[second], LIMIT));
    assertEquals(first + second, incoming.length());
    assertTrue(incoming.emptyPart().hasRemaining());
  }
}
