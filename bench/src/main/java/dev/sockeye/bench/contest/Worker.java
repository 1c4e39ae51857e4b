package dev.sockeye.bench.contest;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Measures one row in a JVM of its own: no row finds the compiler's view of the code spoilt by
 * another.
 */
public final class Worker {

  private Worker() {}

  /**
   * Runs a contest, or counts what a transport allocates.
   *
   * @param args the row, how many rounds, and the contenders that are wanted: all if none
   * @throws IOException if a socket fails
   */
  public static void main(String[] args) throws IOException {
    // Of its own, since libraries print on the other.
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    Samples samples = new Samples(out);
    String row = args[0];
    int rounds = Integer.parseInt(args[1]);
    List<String> wanted = Arrays.asList(args).subList(2, args.length);
    if (row.startsWith("allocation/")) {
      Allocation.of(row.substring("allocation/".length())).run(rounds, samples);
    } else {
      Contests.of(row).run(rounds, name -> wanted.isEmpty() || wanted.contains(name), samples);
    }
    System.exit(0); // event loops of contenders may still be there
  }
}
