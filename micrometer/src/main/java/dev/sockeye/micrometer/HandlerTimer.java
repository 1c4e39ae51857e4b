package dev.sockeye.micrometer;

import dev.sockeye.EndpointUri;
import dev.sockeye.server.HandlerTimes;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * How long the handlers of a server take, as the timer {@code sockeye.server.handler} with the tag
 * {@code listener}, the URI without its options.
 *
 * <pre>{@code
 * Server.builder().name("orders").handlerTimes(new HandlerTimer(registry, Tags.of("server", "orders")))
 * }</pre>
 */
public final class HandlerTimer implements HandlerTimes {

  private final MeterRegistry registry;
  private final Tags tags;
  private final Map<EndpointUri, Timer> timers = new ConcurrentHashMap<>();

  /**
   * Creates the timers of a server, each when its listener is first used.
   *
   * @param registry has them
   * @param tags what each bears besides, such as the server's name
   */
  public HandlerTimer(MeterRegistry registry, Iterable<Tag> tags) {
    this.registry = Objects.requireNonNull(registry, "registry");
    this.tags = Tags.of(tags);
  }

  @Override
  public void took(EndpointUri listener, long nanos) {
    Timer timer = timers.get(listener);
    if (timer == null) {
      timer = timers.computeIfAbsent(listener, this::timer);
    }
    timer.record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(EndpointUri listener) {
    return Timer.builder("sockeye.server.handler")
        .description("How long a handler takes for what has come")
        .tags(tags.and(ServerMetrics.LISTENER, listener.withoutOptions().toString()))
        .register(registry);
  }
}
