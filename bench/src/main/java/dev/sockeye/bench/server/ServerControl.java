package dev.sockeye.bench.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

/**
 * How the program that started a server talks to it: the server prints where it listens; for each
 * line it collects garbage and prints the heap that is then in use; at the end of input it ends.
 */
final class ServerControl {

  private ServerControl() {}

  static void serve(String address) throws IOException {
    System.out.println(address);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    while (in.readLine() != null) {
      System.gc();
      long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      System.out.println("heap=" + used);
    }
    System.exit(0);
  }
}
