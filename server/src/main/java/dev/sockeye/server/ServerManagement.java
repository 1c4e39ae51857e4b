package dev.sockeye.server;

import dev.sockeye.Addresses;
import java.io.Closeable;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * Servers in JMX, as {@code dev.sockeye:type=Server,name="orders"}. Takes the module {@code
 * java.management}, which is loaded by this alone.
 *
 * <pre>{@code
 * try (Server server = builder.start();
 *     ServerManagement registered = ServerManagement.register(server)) {
 *   server.await();
 * }
 * }</pre>
 *
 * <p>A running process is opened to JMX clients of its own user by {@code jcmd PID
 * ManagementAgent.start_local}; JConsole does that by itself.
 */
public final class ServerManagement implements Closeable {

  private final ObjectName name;

  private ServerManagement(ObjectName name) {
    this.name = name;
  }

  /**
   * Registers a server.
   *
   * @param server the server
   * @return to be closed when the server is
   * @throws IllegalStateException if another of its name is registered
   */
  public static ServerManagement register(Server server) {
    ObjectName name = nameOf(server);
    try {
      ManagementFactory.getPlatformMBeanServer().registerMBean(new Bean(server), name);
    } catch (JMException e) {
      throw new IllegalStateException(name + " cannot be registered: name the server", e);
    }
    return new ServerManagement(name);
  }

  private static ObjectName nameOf(Server server) {
    try {
      return new ObjectName("dev.sockeye:type=Server,name=" + ObjectName.quote(server.name()));
    } catch (MalformedObjectNameException e) {
      throw new AssertionError("a quoted name is well-formed", e);
    }
  }

  /**
   * Its name in JMX.
   *
   * @return the object's name
   */
  public String name() {
    return name.toString();
  }

  /** Removes it from JMX. Harmless when repeated. */
  @Override
  public void close() {
    try {
      ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
    } catch (InstanceNotFoundException e) {
      return; // It is gone already.
    } catch (JMException e) {
      throw new IllegalStateException(name + " cannot be removed", e);
    }
  }

  private record Bean(Server server) implements ServerMXBean {

    Bean {
      Objects.requireNonNull(server, "server");
    }

    @Override
    public String getName() {
      return server.name();
    }

    @Override
    public String[] getListeners() {
      return server.services().stream()
          .map(one -> one.uri().withoutOptions() + " at " + Addresses.format(one.address()))
          .toArray(String[]::new);
    }

    @Override
    public int getOpen() {
      return server.counters().open();
    }

    @Override
    public long getAccepted() {
      return server.counters().accepted();
    }

    @Override
    public long getFailures() {
      return server.counters().failures();
    }

    @Override
    public long getBytesKept() {
      return server.counters().bytesKept();
    }

    @Override
    public String dump() {
      return server.dump();
    }
  }
}
