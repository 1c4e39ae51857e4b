package dev.sockeye.faults;

import java.net.InetAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/** Makes a {@link FaultPlan}. */
public final class FaultPlanBuilder {

  private final FaultValues values = new FaultValues();

  FaultPlanBuilder() {}

  /**
   * Sets where chance begins.
   *
   * @param value the seed; 0 unless set
   * @return this
   */
  public FaultPlanBuilder seed(long value) {
    values.seed = value;
    return this;
  }

  /**
   * Restricts the plan to some schemes.
   *
   * @param names such as {@code tcp}, which means {@code tcp4} and {@code tcp6} too, or {@code
   *     unix+dgram}; of a scripted peer in memory those that it was given for
   * @return this
   * @throws IllegalArgumentException if one is of a single family, such as {@code tcp4}
   */
  public FaultPlanBuilder schemes(String... names) {
    for (String name : names) {
      requireScheme(name);
    }
    values.schemes = List.of(names);
    return this;
  }

  private static void requireScheme(String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a scheme has a name, such as tcp");
    } else if (!withoutFamily(name).equals(name)) {
      throw new IllegalArgumentException(
          name + " is of one family, a plan for both: write " + withoutFamily(name));
    }
  }

  /** A scheme as plans know it. */
  static String withoutFamily(String scheme) {
    boolean ofFamily = scheme.endsWith("4") || scheme.endsWith("6");
    return ofFamily ? scheme.substring(0, scheme.length() - 1) : scheme;
  }

  /**
   * Restricts the plan to some addresses.
   *
   * @param which tells whether it is for the address that is connected or sent to; of a connection
   *     in memory that is the listener's side, for both directions, and of a scripted peer the
   *     peer's; over another network the address of the peer. It is called within the network and
   *     must not call it.
   * @return this
   */
  public FaultPlanBuilder addresses(Predicate<SocketAddress> which) {
    values.addresses = Objects.requireNonNull(which, "which");
    values.hasAddresses = true;
    return this;
  }

  /**
   * Restricts the plan to one direction. What is counted and drawn there goes wrong as ever; the
   * other direction has no delays, losses or short reads, and nothing breaks the connection when it
   * has carried so many bytes. A connect takes that direction's time alone, and is refused or hangs
   * whatever the direction. A connection that broke off, ended or fell silent did so both ways.
   *
   * @param only the direction
   * @return this
   */
  public FaultPlanBuilder direction(FaultDirection only) {
    values.direction = Objects.requireNonNull(only, "only");
    return this;
  }

  /**
   * Lets everything arrive later by a fixed time; a connect takes it twice, as a round trip.
   *
   * @param time how much later
   * @return this
   */
  public FaultPlanBuilder latency(Duration time) {
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
  public FaultPlanBuilder latency(Duration atLeast, Duration atMost) {
    if (atLeast.isNegative() || atMost.compareTo(atLeast) < 0) {
      throw new IllegalArgumentException("no latency from " + atLeast + " to " + atMost);
    }
    values.minLatency = atLeast.toNanos();
    values.maxLatency = atMost.toNanos();
    return this;
  }

  /**
   * Limits how much gets through, for each direction of each connection and for each endpoint that
   * datagrams are sent from.
   *
   * @param bytes how many in a second
   * @return this
   */
  public FaultPlanBuilder bytesPerSecond(long bytes) {
    values.bytesPerSecond = positive(bytes, "bandwidth");
    return this;
  }

  /**
   * Lets a read of a stream give fewer bytes than there are.
   *
   * @param atMost for each read a number from 1 to this is drawn
   * @return this
   */
  public FaultPlanBuilder shortReads(int atMost) {
    values.maxRead = (int) positive(atMost, "bytes of a read");
    return this;
  }

  /**
   * Lets a write of a stream in non-blocking mode take fewer bytes than there is room for. A write
   * in blocking mode writes all, as ever.
   *
   * @param atMost for each write a number from 1 to this is drawn
   * @return this
   */
  public FaultPlanBuilder shortWrites(int atMost) {
    values.maxWrite = (int) positive(atMost, "bytes of a write");
    return this;
  }

  /**
   * Lets datagrams get lost.
   *
   * @param probability from 0 to 1
   * @return this
   */
  public FaultPlanBuilder loss(double probability) {
    values.loss = probability(probability);
    return this;
  }

  /**
   * Lets datagrams arrive twice.
   *
   * @param probability from 0 to 1
   * @return this
   */
  public FaultPlanBuilder duplication(double probability) {
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
  public FaultPlanBuilder reordering(double probability) {
    values.reordering = probability(probability);
    return this;
  }

  /**
   * Lets what goes over one stream of SCTP's arrive later, by this in addition to any latency. The
   * messages of other streams do not wait for it, nor do unordered ones of other streams.
   *
   * @param stream the stream's number
   * @param time how much later
   * @return this
   */
  public FaultPlanBuilder delayStream(int stream, Duration time) {
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
  public FaultPlanBuilder cutPath(InetAddress one, InetAddress other) {
    return cutPath(new PathCut(one, other, Duration.ZERO, PathCut.FOREVER));
  }

  /**
   * Cuts the path of SCTP between two addresses, both ways, for a time of the network's clock,
   * which began when it was made. A message takes the path between the peer's address and that one
   * of the sender's addresses which is most like it. What happens then follows from the defaults of
   * RFC 9260:
   *
   * <ul>
   *   <li>a message that would take the path takes another one a second later; if there is none, it
   *       waits until there is;
   *   <li>after 63 s the path is reported as unreachable, and messages take another at once;
   *   <li>30 s after the end of the cut, at the next heartbeat, the path is reported as available,
   *       and taken again;
   *   <li>after 280 s in which all its paths are cut, an association is lost.
   * </ul>
   *
   * <p>Cuts hold for all associations, whatever {@linkplain #addresses addresses} the plan is for.
   *
   * @param one an address
   * @param other another
   * @param from when it begins
   * @param until when it ends
   * @return this
   */
  public FaultPlanBuilder cutPath(
      InetAddress one, InetAddress other, Duration from, Duration until) {
    if (from.isNegative() || until.compareTo(from) <= 0) {
      throw new IllegalArgumentException("no time from " + from + " until " + until);
    }
    return cutPath(new PathCut(one, other, from, until));
  }

  private FaultPlanBuilder cutPath(PathCut cut) {
    List<PathCut> more = new ArrayList<>(values.pathCuts);
    more.add(cut);
    values.pathCuts = List.copyOf(more);
    return this;
  }

  /**
   * Breaks a connection off once it has carried a number of bytes in one direction. They can still
   * be read; then both sides meet {@link dev.sockeye.ConnectionResetException}.
   *
   * @param bytes how many; 0 to break it off at the first write
   * @return this
   */
  public FaultPlanBuilder resetAfter(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("no reset after " + bytes + " bytes");
    }
    values.resetAfter = bytes;
    return this;
  }

  /**
   * Ends a connection, as a close does, once it has carried a number of bytes in one direction.
   * They can still be read; then both sides meet the end, and who writes {@link
   * dev.sockeye.BrokenPipeException}.
   *
   * @param bytes how many; 0 to end it at the first write
   * @return this
   */
  public FaultPlanBuilder cutAfter(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("no cut after " + bytes + " bytes");
    }
    values.cutAfter = bytes;
    return this;
  }

  /**
   * Lets a connection fall silent, half-open, once it has carried a number of bytes in one
   * direction: from then on what is written is taken and goes nowhere, nothing can be read, and no
   * end is told, as if the other host had lost its power.
   *
   * @param bytes how many; 0 for from the first one on
   * @return this
   */
  public FaultPlanBuilder halfOpenAfter(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("no silence after " + bytes + " bytes");
    }
    values.halfOpenAfter = bytes;
    return this;
  }

  /**
   * Lets the end of a connection, and of one direction of it, be told later.
   *
   * @param time how much later, in addition to any latency
   * @return this
   */
  public FaultPlanBuilder slowClose(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("no close after " + time);
    }
    values.slowClose = time.toNanos();
    return this;
  }

  /**
   * Lets connects be refused although somebody listens.
   *
   * @param first how many, from the first on; {@link Integer#MAX_VALUE} for all
   * @return this
   */
  public FaultPlanBuilder refuseConnects(int first) {
    values.refusedConnects = (int) positive(first, "connects");
    return this;
  }

  /**
   * Lets connects go unanswered until their time is over, as when packets are filtered; after those
   * that are {@linkplain #refuseConnects refused}.
   *
   * @param first how many; {@link Integer#MAX_VALUE} for all
   * @return this
   */
  public FaultPlanBuilder hangConnects(int first) {
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
