package dev.sockeye.faults;

import java.net.SocketAddress;
import java.util.List;

/**
 * What goes wrong in a network: in a {@link FaultNetwork} over any network, the real one too, or in
 * a network in memory. Immutable. Chances are drawn from generators that begin at the plan's seed:
 * the same calls in the same order meet the same faults in every run.
 *
 * <pre>{@code
 * FaultPlan plan =
 *     FaultPlan.builder()
 *         .seed(42)
 *         .schemes("tcp")
 *         .latency(Duration.ofMillis(5), Duration.ofMillis(20))
 *         .refuseConnects(2) // the third succeeds
 *         .resetAfter(10_000) // and breaks off after 10,000 bytes
 *         .build();
 * }</pre>
 *
 * <p>Latency and bandwidth hold for every kind of socket, chunks, resets, cuts, half-open
 * connections and slow closes for connections, loss, duplication and reordering for messages that
 * may get lost, as those of {@code udp}, {@code udplite} and {@code can}, where what gets lost is
 * lost to all of the bus, and in memory what a scripted peer sends and receives: the kernel loses
 * no UNIX domain datagram, and TCP and SCTP repair what the network does. In memory reordering
 * holds for SCTP's unordered messages too, single streams of SCTP can be {@linkplain
 * FaultPlanBuilder#delayStream delayed} and paths {@linkplain FaultPlanBuilder#cutPath cut}.
 *
 * <p>A plan has a form as text, which {@link #parse} reads and {@link #toString} gives: {@code
 * delay=5ms..20ms,refuse=2,reset=10000,seed=42}.
 */
public final class FaultPlan {

  private final FaultValues values;

  FaultPlan(FaultValues values) {
    this.values = values;
  }

  /**
   * Begins a plan in which nothing goes wrong.
   *
   * @return a builder
   */
  public static FaultPlanBuilder builder() {
    return new FaultPlanBuilder();
  }

  /**
   * A plan in which nothing goes wrong.
   *
   * @return the plan
   */
  public static FaultPlan none() {
    return builder().build();
  }

  /**
   * Reads a plan. Its parts are separated by commas; each is one of
   *
   * <ul>
   *   <li>{@code delay=50ms} or {@code delay=10ms..50ms}, {@code slowclose=2s}: times in {@code
   *       us}, {@code ms}, {@code s}, {@code m} or {@code h};
   *   <li>{@code rate=100k}, {@code cut=1m}, {@code reset=10k}, {@code halfopen=0}, {@code
   *       read=10}, {@code write=10}: bytes, for {@code rate} in a second; {@code k}, {@code m} and
   *       {@code g} are 1024, its square and its cube;
   *   <li>{@code loss=1%}, {@code duplicate=0.5%}, {@code reorder=0.1}: a part of the messages;
   *   <li>{@code refuse=2}, {@code hang=all}: how many connects, from the first on;
   *   <li>{@code seed=7}: where chance begins;
   *   <li>{@code scheme=tcp/unix+dgram}: for which schemes alone, {@code tcp} for {@code tcp4} and
   *       {@code tcp6} too;
   *   <li>{@code direction=sent} or {@code direction=received}: for which direction alone.
   * </ul>
   *
   * @param text such as {@code delay=50ms,loss=1%,cut=1m,seed=7}; empty for no faults
   * @return the plan
   * @throws IllegalArgumentException if it is none; the message says what is wrong
   */
  public static FaultPlan parse(String text) {
    return FaultText.parse(text);
  }

  /**
   * Tells whether the plan is for an address.
   *
   * @param scheme the scheme without the digit of a family, such as {@code tcp}
   * @param address the address; {@code null} if none is known, which no restriction excludes
   * @return whether it is
   */
  public boolean concerns(String scheme, SocketAddress address) {
    return (values.schemes.isEmpty() || values.schemes.contains(scheme))
        && (address == null || values.addresses.test(address));
  }

  /**
   * Tells whether the plan is for a direction.
   *
   * @param direction one of the two
   * @return whether it is
   */
  public boolean concerns(FaultDirection direction) {
    return values.direction == null || values.direction == direction;
  }

  /**
   * Where chance begins.
   *
   * @return the seed
   */
  public long seed() {
    return values.seed;
  }

  /**
   * The shortest time by which things arrive later.
   *
   * @return nanoseconds
   */
  public long minLatency() {
    return values.minLatency;
  }

  /**
   * The longest time by which things arrive later.
   *
   * @return nanoseconds
   */
  public long maxLatency() {
    return values.maxLatency;
  }

  /**
   * How much gets through.
   *
   * @return bytes in a second; 0 without a limit
   */
  public long bytesPerSecond() {
    return values.bytesPerSecond;
  }

  /**
   * How many bytes a read gives at most.
   *
   * @return bytes; {@link Integer#MAX_VALUE} without a limit
   */
  public int maxRead() {
    return values.maxRead;
  }

  /**
   * How many bytes a non-blocking write takes at most.
   *
   * @return bytes; {@link Integer#MAX_VALUE} without a limit
   */
  public int maxWrite() {
    return values.maxWrite;
  }

  /**
   * How probably a message gets lost.
   *
   * @return from 0 to 1
   */
  public double loss() {
    return values.loss;
  }

  /**
   * How probably a message arrives twice.
   *
   * @return from 0 to 1
   */
  public double duplication() {
    return values.duplication;
  }

  /**
   * How probably a message overtakes another.
   *
   * @return from 0 to 1
   */
  public double reordering() {
    return values.reordering;
  }

  /**
   * After how many bytes in one direction a connection breaks off.
   *
   * @return bytes; {@link Long#MAX_VALUE} for never
   */
  public long resetAfter() {
    return values.resetAfter;
  }

  /**
   * After how many bytes in one direction a connection ends.
   *
   * @return bytes; {@link Long#MAX_VALUE} for never
   */
  public long cutAfter() {
    return values.cutAfter;
  }

  /**
   * After how many bytes in one direction a connection falls silent.
   *
   * @return bytes; {@link Long#MAX_VALUE} for never
   */
  public long halfOpenAfter() {
    return values.halfOpenAfter;
  }

  /**
   * How much later an end is told.
   *
   * @return nanoseconds
   */
  public long slowClose() {
    return values.slowClose;
  }

  /**
   * How many connects are refused, from the first on.
   *
   * @return how many
   */
  public int refusedConnects() {
    return values.refusedConnects;
  }

  /**
   * How many connects go unanswered, after the refused ones.
   *
   * @return how many
   */
  public int hangingConnects() {
    return values.hangingConnects;
  }

  /**
   * Which paths of SCTP are cut; in memory.
   *
   * @return the cuts
   */
  public List<PathCut> pathCuts() {
    return values.pathCuts;
  }

  /**
   * How much later what goes over a stream of SCTP's arrives; in memory.
   *
   * @param stream the stream's number
   * @return nanoseconds
   */
  public long streamDelay(int stream) {
    return values.streamDelays.getOrDefault(stream, 0L);
  }

  /** Whether it is for some addresses alone. */
  boolean hasAddresses() {
    return values.hasAddresses;
  }

  /** The only direction that it is for; {@code null} for both. */
  FaultDirection direction() {
    return values.direction;
  }

  List<String> schemes() {
    return values.schemes;
  }

  /** The plan as {@link #parse} reads it; without addresses, and what is for SCTP in memory. */
  @Override
  public String toString() {
    return FaultText.format(this);
  }
}
