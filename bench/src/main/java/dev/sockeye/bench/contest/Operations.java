package dev.sockeye.bench.contest;

import static dev.sockeye.bench.Names.SOCKEYE;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The contests under JMH, for the cost of an operation and, with {@code -prof gc}, what all threads
 * allocate for it. JMH runs one contender to its end before it begins the next one: for how much
 * faster one is than another the contests' own rounds say more.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Operations {

  private static final int TOGETHER = 20;

  /** The row. */
  @Param({
    "round-trip/tcp",
    "round-trip/unix",
    "round-trip/udp",
    "round-trip/unix+dgram",
    "round-trip/unix+seqpacket",
    "throughput/tcp",
    "throughput/unix",
    "framed/tcp",
    "batch/udp",
    "batch/unix+dgram",
    "batch/unix+seqpacket"
  })
  private String row;

  /** Who does it: Sockeye, or the peer that the row's bar names first. */
  @Param({SOCKEYE, "peer"})
  private String contender;

  private Contender running;

  /** Opens the sockets. */
  @Setup
  public void open() throws IOException {
    Contest contest = Contests.of(row);
    running = contender.equals(SOCKEYE) ? contest.open(SOCKEYE) : contest.openPeer();
  }

  /** Does some operations. */
  @Benchmark
  @OperationsPerInvocation(TOGETHER)
  public void operation() throws IOException {
    running.run(TOGETHER);
  }

  /** Closes the sockets. */
  @TearDown
  public void close() throws IOException {
    running.close();
  }
}
