package dev.sockeye.testkit;

import dev.sockeye.testkit.local.Programs;
import java.io.IOException;
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
  private boolean closed; // only ever set

  private VirtualCan(String name) {
    this.name = name;
  }

  /**
   * Makes one; the test is skipped, and prints why, where none can be made.
   *
   * @return the interface
   */
  public static VirtualCan create() {
    try {
      return make();
    } catch (IOException e) {
      String why = "no virtual CAN interface can be made: " + e.getMessage();
      System.out.println("Skipped: " + why);
      return Assumptions.abort(why);
    }
  }

  /**
   * Makes one.
   *
   * @return the interface
   * @throws IOException if none can be made, with what {@code ip(8)} says
   */
  public static VirtualCan make() throws IOException {
    return make("vc" + ProcessHandle.current().pid() + "x" + COUNT.incrementAndGet());
  }

  /**
   * Makes one of a name.
   *
   * @param name which no other interface has, of 15 bytes at most
   * @return the interface
   * @throws IOException if it cannot be made, with what {@code ip(8)} says
   */
  public static VirtualCan make(String name) throws IOException {
    Programs.run("ip", "link", "add", name, "type", "vcan");
    VirtualCan can = new VirtualCan(name);
    Programs.run("ip", "link", "set", name, "mtu", "72", "up");
    return can;
  }

  /**
   * Leaves it there until this process ends.
   *
   * @return this
   */
  public VirtualCan untilExit() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::closeAtExit));
    return this;
  }

  private void closeAtExit() {
    try {
      close();
    } catch (IOException e) {
      System.err.println(e.getMessage());
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

  /** Deletes it, once. */
  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      Programs.run("ip", "link", "del", name);
    }
  }
}
