package dev.sockeye.micrometer;

import dev.sockeye.server.Server;
import dev.sockeye.server.ServerCounters;
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
 * new ServerMetrics(server, Tags.of("name", "orders")).bindTo(registry);
 * }</pre>
 *
 * <p>Gauges: {@code sockeye.server.connections.open} and {@code sockeye.server.memory.kept}.
 * Counters: {@code sockeye.server.connections.accepted}, {@code sockeye.server.accept.pauses},
 * {@code sockeye.server.failures}, {@code sockeye.server.bytes.read}, {@code
 * sockeye.server.bytes.written}, {@code sockeye.server.requests} and {@code
 * sockeye.server.replies}. {@link ServerCounters} says what each means. The registry keeps the
 * server from being collected only as long as somebody else does.
 */
public final class ServerMetrics implements MeterBinder {

  private static final String PREFIX = "sockeye.server.";

  private final Server server;
  private final Iterable<Tag> tags;

  /**
   * Creates the meters of a server, without tags.
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
   * @param tags what every meter bears, to tell several servers apart
   */
  public ServerMetrics(Server server, Iterable<Tag> tags) {
    this.server = Objects.requireNonNull(server, "server");
    this.tags = Objects.requireNonNull(tags, "tags");
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    gauge(registry, "connections.open", null, ServerCounters::open);
    gauge(registry, "memory.kept", "bytes", ServerCounters::bytesKept);
    counter(registry, "connections.accepted", null, ServerCounters::accepted);
    counter(registry, "accept.pauses", null, ServerCounters::pauses);
    counter(registry, "failures", null, ServerCounters::failures);
    counter(registry, "bytes.read", "bytes", ServerCounters::bytesRead);
    counter(registry, "bytes.written", "bytes", ServerCounters::bytesWritten);
    counter(registry, "requests", null, ServerCounters::requests);
    counter(registry, "replies", null, ServerCounters::replies);
  }

  private void gauge(
      MeterRegistry registry, String name, String unit, ToDoubleFunction<ServerCounters> value) {
    Gauge.builder(PREFIX + name, server, of -> value.applyAsDouble(of.counters()))
        .tags(tags)
        .baseUnit(unit)
        .register(registry);
  }

  private void counter(
      MeterRegistry registry, String name, String unit, ToDoubleFunction<ServerCounters> value) {
    FunctionCounter.builder(PREFIX + name, server, of -> value.applyAsDouble(of.counters()))
        .tags(tags)
        .baseUnit(unit)
        .register(registry);
  }
}
