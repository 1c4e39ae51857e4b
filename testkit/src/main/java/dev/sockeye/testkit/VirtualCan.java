package dev.sockeye.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/**
 * A virtual CAN interface of a test's own, {@code ip link add ... type vcan}: up, with frames of
 * flexible data rate, until it is closed. It takes Linux with the module {@code vcan}, and {@code
 * CAP_NET_ADMIN}.
 */
public final class VirtualCan implements AutoCloseable {

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String name;

  private VirtualCan(String name) {
    this.name = name;
  }

  /**
   * Makes one; the test is skipped, and prints why, where none can be made.
   *
   * @return the interface
   */
  public static VirtualCan create() {
    String name = "vc" + ProcessHandle.current().pid() + "y" + COUNT.incrementAndGet();
    try {
      run("ip", "link", "add", name, "type", "vcan");
      VirtualCan can = new VirtualCan(name);
      run("ip", "link", "set", name, "mtu", "72", "up");
      return can;
    } catch (IOException e) {
      String why = "no virtual CAN interface can be made: " + e.getMessage();
      System.out.println("Skipped: " + why);
      return Assumptions.abort(why);
    }
  }

  /**
   * Its name.
   *
   * @return as it is written in URIs
   */
  public String name() {
    return name;
  }

  /** Deletes it. */
  @Override
  public void close() throws IOException {
    run("ip", "link", "del", name);
  }

  private static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    try (InputStream output = process.getInputStream()) {
      String said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + said.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
