package dev.sockeye.micrometer;

import dev.sockeye.server.Server;
import dev.sockeye.server.ServerCounters;
import dev.sockeye.server.ServiceCounters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * What a server counts, for any monitoring system that Micrometer knows.
 *
 * <pre>{@code
 * new ServerMetrics(server).bindTo(registry);
 * }</pre>
 *
 * <p>Every meter has the tag {@code server}, its {@linkplain Server#name name}, so that several
 * servers have one registry, and all but one have {@code listener}, the URI without its options.
 * What belongs to no listener has {@code none} there: the {@linkplain Server#clients clients} of
 * the server's loops, and failures such as that of a timer's task.
 *
 * <p>Gauges: {@code sockeye.server.connections.open} and, for the whole server, {@code
 * sockeye.server.memory.kept}. Counters: {@code sockeye.server.connections.accepted}, {@code
 * sockeye.server.accept.pauses}, {@code sockeye.server.failures}, {@code sockeye.server.read} and
 * {@code sockeye.server.written} in bytes, {@code sockeye.server.requests} and {@code
 * sockeye.server.replies}. {@link ServerCounters} says what each means. How long handlers take a
 * {@link HandlerTimer} tells. The registry keeps the server from being collected only as long as
 * somebody else does.
 */
public final class ServerMetrics implements MeterBinder {

  private static final String PREFIX = "sockeye.server.";
  static final String SERVER = "server";
  static final String LISTENER = "listener";
  private static final String NONE = "none";

  private final Server server;
  private final Tags tags;

  /**
   * Creates the meters of a server.
   *
   * @param server the server
   */
  public ServerMetrics(Server server) {
    this(server, Tags.empty());
  }

  /**
   * Creates the meters of a server.
   *
   * @param server the server
   * @param tags what every meter bears besides
   */
  public ServerMetrics(Server server, Iterable<Tag> tags) {
    this.server = Objects.requireNonNull(server, "server");
    this.tags = Tags.of(SERVER, server.name()).and(tags);
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder(PREFIX + "memory.kept", server, of -> of.counters().bytesKept())
        .description("Memory that connections hold for input not consumed and output not taken")
        .tags(tags)
        .baseUnit("bytes")
        .register(registry);
    server.services().stream()
        .map(ServerMetrics::listener)
        .distinct()
        .forEach(listener -> bind(registry, listener));
    bind(registry, NONE);
  }

  private static String listener(ServiceCounters service) {
    return service.uri().withoutOptions().toString();
  }

  private void bind(MeterRegistry registry, String of) {
    Gauge.builder(PREFIX + "connections.open", server, one -> at(of, one, ServerCounters::open))
        .description("Connections that are open")
        .tags(tags.and(LISTENER, of))
        .register(registry);
    counter(registry, of, "connections.accepted", "Connections accepted", ServerCounters::accepted);
    counter(
        registry,
        of,
        "accept.pauses",
        "How often accepting was paused, for the connection limit or for want of descriptors",
        ServerCounters::pauses);
    counter(
        registry, of, "failures", "Failures that the server survived", ServerCounters::failures);
    bytes(
        registry,
        of,
        "read",
        "Bytes read, of messages those of payloads",
        ServerCounters::bytesRead);
    bytes(
        registry,
        of,
        "written",
        "Bytes written or kept to be, of messages those of payloads",
        ServerCounters::bytesWritten);
    counter(registry, of, "requests", "Messages received", ServerCounters::requests);
    counter(registry, of, "replies", "Messages sent back", ServerCounters::replies);
  }

  /** Of all services with that URI, or of none. */
  private static double at(String listener, Server server, ToDoubleFunction<ServerCounters> value) {
    if (listener.equals(NONE)) {
      return value.applyAsDouble(server.clients());
    }
    return server.services().stream()
        .filter(one -> listener(one).equals(listener))
        .mapToDouble(one -> value.applyAsDouble(one.counters()))
        .sum();
  }

  private void counter(
      MeterRegistry registry,
      String listener,
      String name,
      String help,
      ToDoubleFunction<ServerCounters> value) {
    counter(registry, listener, name, null, help, one -> at(listener, one, value));
  }

  private void bytes(
      MeterRegistry registry,
      String listener,
      String name,
      String help,
      ToDoubleFunction<ServerCounters> value) {
    counter(registry, listener, name, "bytes", help, one -> at(listener, one, value));
  }

  private void counter(
      MeterRegistry registry,
      String listener,
      String name,
      String unit,
      String help,
      ToDoubleFunction<Server> value) {
    FunctionCounter.builder(PREFIX + name, server, value)
        .description(help)
        .tags(tags.and(LISTENER, listener))
        .baseUnit(unit)
        .register(registry);
  }
}
