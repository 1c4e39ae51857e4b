package dev.sockeye.network;

import static dev.sockeye.MessageEndpoint.END_OF_INPUT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.MessageTruncatedException;
import dev.sockeye.Shutdownable;
import dev.sockeye.Threads;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a framed endpoint ends: by its peer, inside a frame, and by itself. */
class FramedEndTest extends FramedStream {

  @ParameterizedTest
  @CsvSource({"1, 3", "3, 1", "4, 300000", "7, 299997", "100004, 200000"})
  void theEndInsideAFrameIsNotTheEnd(int had, int missing) throws Exception {
    Threads.Call<Void> feeder =
        Threads.start(
            () -> {
              feed(frame(bytes(300_000)), 0, had);
              raw.shutdownOutput();
              return null;
            });
    for (int i = 0; i < 2; i++) {
      ByteBuffer dst = ByteBuffer.allocate(300_000);
      EOFException e = assertThrows(EOFException.class, () -> framed.receive(dst));
      assertTrue(e.getMessage().contains(" " + missing + " bytes"), e.getMessage());
      assertEquals(0, dst.position());
    }
    feeder.get();
  }

  @Test
  void theEndInsideACutMessageIsTold() throws IOException {
    feed(frame(bytes(300_000)), 0, 100);
    raw.shutdownOutput();
    assertThrows(MessageTruncatedException.class, () -> receive(10));
    EOFException e = assertThrows(EOFException.class, () -> receive(10));
    assertTrue(e.getMessage().contains("299904 bytes"), e.getMessage());
  }

  @Test
  void shutdownInputEndsReceiving() throws Exception {
    feed(frame(bytes(3)));
    feed(frame(bytes(3)));
    assertArrayEquals(bytes(3), receive(9));
    framed.unwrap(Shutdownable.class).shutdownInput();
    assertEquals(END_OF_INPUT, framed.receive(ByteBuffer.allocate(9)));
  }

  @Test
  void whatIsBufferedDoesNotOutliveClose() throws IOException {
    feed(frame(bytes(3)));
    feed(frame(bytes(3)));
    assertArrayEquals(bytes(3), receive(9));
    framed.close();
    assertFalse(framed.isOpen());
    assertThrows(ClosedChannelException.class, () -> receive(9));
    assertThrows(ClosedChannelException.class, () -> framed.send(ByteBuffer.allocate(1)));
    assertThrows(
        ClosedChannelException.class, () -> framed.getOption(EndpointOptions.MAX_MESSAGE_SIZE));
  }

  @Test
  void closeWakesAReceive() throws Exception {
    Threads.Call<byte[]> call = Threads.start(() -> receive(9)).awaitIn("readIntoNativeBuffer");
    framed.close();
    assertThrows(AsynchronousCloseException.class, call::get);
  }
}
