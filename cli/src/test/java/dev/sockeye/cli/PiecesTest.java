package dev.sockeye.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Errno;
import dev.sockeye.SocketErrnoException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

/** The small pieces that the commands share. */
class PiecesTest {

  @Test
  void sizesAndTimes() {
    assertEquals(8 << 20, Units.size("8m"));
    assertEquals(64 << 10, Units.size("64K"));
    assertEquals(17, Units.size("17"));
    assertThrows(TypeConversionException.class, () -> Units.size("-1"));
    assertEquals(Duration.ofMillis(250), Units.time("250ms"));
    assertThrows(TypeConversionException.class, () -> Units.time("1"));
    assertEquals("8 MiB", Units.bytes(8 << 20));
    assertEquals("1.5 KiB", Units.bytes(1536));
    assertEquals("17.3 us", Units.micros(17_300));
    assertEquals("100 MiB/s", Units.throughput(100 << 20, TimeUnit.SECONDS.toNanos(1)));
  }

  @Test
  void tableColumnsAreAsWideAsTheirCells() {
    StringWriter text = new StringWriter();
    new Table("A", "B").row("long", "x").row("s", "a sentence").print(new PrintWriter(text));
    assertEquals("A     B\nlong  x\ns     a sentence\n", text.toString());
  }

  @Test
  void checksumIsSha256AndLeavesTheBuffer() {
    ByteBuffer data = StandardCharsets.US_ASCII.encode("abc");
    Checksum checksum = new Checksum();
    checksum.add(data);
    assertEquals(3, data.remaining());
    assertEquals(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", checksum.hex());
  }

  @Test
  void loopTellsAShortageOncePausesAndGoesOn() throws IOException {
    Pipe.SinkChannel socket = Pipe.open().sink();
    List<Exception> told = new ArrayList<>();
    int[] turns = new int[1];
    long start = System.nanoTime();
    Loop.whileOpen(
        socket,
        () -> {
          if (++turns[0] == 5) {
            socket.close();
          } else if (turns[0] != 3) {
            throw new SocketErrnoException("accept: Too many open files (EMFILE)", Errno.EMFILE);
          }
        },
        told::add);
    assertEquals(5, turns[0]);
    assertEquals(2, told.size(), "once for each spell");
    assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(250), "it paused");
  }

  @Test
  void complaintsAreOneLineWithAdvice() {
    IOException refused = new SocketErrnoException("connect: no (EPIPE)", Errno.EPIPE);
    assertEquals("connect: no (EPIPE): the peer reads no more", Complaints.sentence(refused));
    StringWriter text = new StringWriter();
    new Complaints(new PrintWriter(text), false).tell("one\n  two");
    assertEquals("sockeye: one two" + System.lineSeparator(), text.toString());
    assertTrue(Complaints.sentence(new IllegalStateException("x")).startsWith("unexpected "));
  }
}
