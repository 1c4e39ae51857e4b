package dev.sockeye.memory;

import java.net.InetAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * What goes wrong in a {@link MemoryNetwork}. Immutable. Chances are drawn from a generator that
 * begins at the plan's seed: the same calls in the same order meet the same faults in every run.
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
 * <p>Latency and bandwidth hold for every kind of socket, chunks and resets for connections, loss,
 * duplication and reordering for {@code udp}, {@code udplite}, {@code can}, where what gets lost is
 * lost to all of the bus, and what a {@link ScriptedPeer} sends and receives: the kernel loses no
 * UNIX domain datagram, and SCTP repairs what the network does. Where SCTP's own features are there
 * (see {@link MemoryNetwork}), reordering holds for its unordered messages too, single streams can
 * be {@linkplain Builder#delayStream delayed} and paths {@linkplain Builder#cutPath cut}.
 */
public final class FaultPlan {

  private final FaultValues values;

  private FaultPlan(FaultValues values) {
    this.values = values;
  }

  /**
   * Begins a plan in which nothing goes wrong.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  boolean concerns(Kind kind, SocketAddress address) {
    return (values.schemes.isEmpty() || values.schemes.contains(kind.scheme()))
        && values.addresses.test(address);
  }

  long seed() {
    return values.seed;
  }

  long minLatency() {
    return values.minLatency;
  }

  long maxLatency() {
    return values.maxLatency;
  }

  long bytesPerSecond() {
    return values.bytesPerSecond;
  }

  int maxRead() {
    return values.maxRead;
  }

  int maxWrite() {
    return values.maxWrite;
  }

  double loss() {
    return values.loss;
  }

  double duplication() {
    return values.duplication;
  }

  double reordering() {
    return values.reordering;
  }

  /** How much later what goes over a stream of SCTP's arrives. */
  long streamDelay(int stream) {
    return values.streamDelays.getOrDefault(stream, 0L);
  }

  List<PathCut> pathCuts() {
    return values.pathCuts;
  }

  long resetAfter() {
    return values.resetAfter;
  }

  int refusedConnects() {
    return values.refusedConnects;
  }

  int hangingConnects() {
    return values.hangingConnects;
  }

  @Override
  public String toString() {
    return "FaultPlan[seed " + values.seed + ']';
  }

  /** Makes a {@link FaultPlan}. */
  public static final class Builder {

    private final FaultValues values = new FaultValues();

    private Builder() {}

    /**
     * Sets where chance begins.
     *
     * @param value the seed; 0 unless set
     * @return this
     */
    public Builder seed(long value) {
      values.seed = value;
      return this;
    }

    /**
     * Restricts the plan to some schemes.
     *
     * @param names such as {@code tcp}, which means {@code tcp4} and {@code tcp6} too, or {@code
     *     unix+dgram}; of scripted peers those of {@link MemoryNetwork.Builder#peer}
     * @return this
     */
    public Builder schemes(String... names) {
      values.schemes = List.of(names);
      return this;
    }

    /**
     * Restricts the plan to some addresses.
     *
     * @param which tells whether it is for the address that is connected or sent to; of a
     *     connection that is the listener's side, for both directions, and of a scripted peer the
     *     peer's. It is called within the network and must not call it.
     * @return this
     */
    public Builder addresses(Predicate<SocketAddress> which) {
      values.addresses = Objects.requireNonNull(which, "which");
      return this;
    }

    /**
     * Lets everything arrive later by a fixed time; a connect takes it twice, as a round trip.
     *
     * @param time how much later
     * @return this
     */
    public Builder latency(Duration time) {
      return latency(time, time);
    }

    /**
     * Lets everything arrive later by a time that is drawn for each write or message. Bytes of a
     * stream and messages of a connection keep their order, datagrams do not.
     *
     * @param atLeast the shortest time
     * @param atMost the longest time
     * @return this
     */
    public Builder latency(Duration atLeast, Duration atMost) {
      if (atLeast.isNegative() || atMost.compareTo(atLeast) < 0) {
        throw new IllegalArgumentException("no latency from " + atLeast + " to " + atMost);
      }
      values.minLatency = atLeast.toNanos();
      values.maxLatency = atMost.toNanos();
      return this;
    }

    /**
     * Limits how much gets through, for each direction of each connection and for each endpoint
     * that datagrams are sent from.
     *
     * @param bytes how many in a second
     * @return this
     */
    public Builder bytesPerSecond(long bytes) {
      values.bytesPerSecond = positive(bytes, "bandwidth");
      return this;
    }

    /**
     * Lets a read of a stream give fewer bytes than there are.
     *
     * @param atMost for each read a number from 1 to this is drawn
     * @return this
     */
    public Builder shortReads(int atMost) {
      values.maxRead = (int) positive(atMost, "bytes of a read");
      return this;
    }

    /**
     * Lets a write of a stream in non-blocking mode take fewer bytes than there is room for. A
     * write in blocking mode writes all, as ever.
     *
     * @param atMost for each write a number from 1 to this is drawn
     * @return this
     */
    public Builder shortWrites(int atMost) {
      values.maxWrite = (int) positive(atMost, "bytes of a write");
      return this;
    }

    /**
     * Lets datagrams get lost.
     *
     * @param probability from 0 to 1
     * @return this
     */
    public Builder loss(double probability) {
      values.loss = probability(probability);
      return this;
    }

    /**
     * Lets datagrams arrive twice.
     *
     * @param probability from 0 to 1
     * @return this
     */
    public Builder duplication(double probability) {
      values.duplication = probability(probability);
      return this;
    }

    /**
     * Lets a datagram overtake the one before it, if that was not received yet, and an unordered
     * message of SCTP all those of its association that were not received yet.
     *
     * @param probability from 0 to 1
     * @return this
     */
    public Builder reordering(double probability) {
      values.reordering = probability(probability);
      return this;
    }

    /**
     * Lets what goes over one stream of SCTP's arrive later, by this in addition to any latency.
     * The messages of other streams do not wait for it, nor do unordered ones of other streams.
     *
     * @param stream the stream's number
     * @param time how much later
     * @return this
     */
    public Builder delayStream(int stream, Duration time) {
      if (stream < 0 || time.isNegative()) {
        throw new IllegalArgumentException("no delay of " + time + " for stream " + stream);
      }
      Map<Integer, Long> more = new HashMap<>(values.streamDelays);
      more.put(stream, time.toNanos());
      values.streamDelays = Map.copyOf(more);
      return this;
    }

    /**
     * Cuts the path of SCTP between two addresses for good, from the first moment on.
     *
     * @param one an address
     * @param other another
     * @return this
     */
    public Builder cutPath(InetAddress one, InetAddress other) {
      return cutPath(new PathCut(one, other, 0, MemoryTime.NEVER));
    }

    /**
     * Cuts the path of SCTP between two addresses, both ways, for a time of the network's clock,
     * which began when it was made. A message takes the path between the peer's address and that
     * one of the sender's addresses which is most like it. What happens then follows from the
     * defaults of RFC 9260:
     *
     * <ul>
     *   <li>a message that would take the path takes another one a second later; if there is none,
     *       it waits until there is;
     *   <li>after 63 s the path is reported as unreachable, and messages take another at once;
     *   <li>30 s after the end of the cut, at the next heartbeat, the path is reported as
     *       available, and taken again;
     *   <li>after 280 s in which all its paths are cut, an association is lost.
     * </ul>
     *
     * <p>Cuts hold for all associations, whatever {@linkplain #addresses addresses} the plan is
     * for.
     *
     * @param one an address
     * @param other another
     * @param from when it begins
     * @param until when it ends
     * @return this
     */
    public Builder cutPath(InetAddress one, InetAddress other, Duration from, Duration until) {
      if (from.isNegative() || until.compareTo(from) <= 0) {
        throw new IllegalArgumentException("no time from " + from + " until " + until);
      }
      return cutPath(new PathCut(one, other, from.toNanos(), until.toNanos()));
    }

    private Builder cutPath(PathCut cut) {
      List<PathCut> more = new ArrayList<>(values.pathCuts);
      more.add(cut);
      values.pathCuts = List.copyOf(more);
      return this;
    }

    /**
     * Breaks a connection off once it has carried a number of bytes in one direction. They can
     * still be read; then both sides meet {@link dev.sockeye.ConnectionResetException}.
     *
     * @param bytes how many; 0 to break it off at the first write
     * @return this
     */
    public Builder resetAfter(long bytes) {
      if (bytes < 0) {
        throw new IllegalArgumentException("no reset after " + bytes + " bytes");
      }
      values.resetAfter = bytes;
      return this;
    }

    /**
     * Lets connects be refused although somebody listens.
     *
     * @param first how many, from the first on; {@link Integer#MAX_VALUE} for all
     * @return this
     */
    public Builder refuseConnects(int first) {
      values.refusedConnects = (int) positive(first, "connects");
      return this;
    }

    /**
     * Lets connects go unanswered until their time is over, as when packets are filtered; after
     * those that are {@linkplain #refuseConnects refused}.
     *
     * @param first how many; {@link Integer#MAX_VALUE} for all
     * @return this
     */
    public Builder hangConnects(int first) {
      values.hangingConnects = (int) positive(first, "connects");
      return this;
    }

    /**
     * Makes the plan.
     *
     * @return the plan
     */
    public FaultPlan build() {
      return new FaultPlan(values.copy());
    }

    private static long positive(long value, String what) {
      if (value <= 0) {
        throw new IllegalArgumentException("no positive number of " + what + ": " + value);
      }
      return value;
    }

    private static double probability(double value) {
      if (!(value >= 0 && value <= 1)) {
        throw new IllegalArgumentException("no probability from 0 to 1: " + value);
      }
      return value;
    }
  }
}
