package dev.sockeye.sctp;

import com.sun.nio.sctp.Association;
import com.sun.nio.sctp.SctpStandardSocketOptions.InitMaxStreams;
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.Bindings;
import dev.sockeye.posix.DescriptorCalls;
import dev.sockeye.posix.InetCodec;
import dev.sockeye.posix.Memory;
import dev.sockeye.posix.SocketInfo;
import java.io.File;
import java.io.IOException;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * The descriptor of a channel of the JDK, which the JDK keeps to itself. It is the one that shows
 * numbers of streams, {@code SCTP_INITMSG}, that only this channel was given.
 */
final class SctpDescriptor {

  // <linux/sctp.h>
  private static final int IPPROTO_SCTP = 132;
  private static final int SCTP_INITMSG = 2;
  private static final int SCTP_EVENTS = 11;
  private static final int SCTP_STATUS = 14;
  private static final int STATUS_INSTRMS = 16; // offsets in struct sctp_status
  private static final int STATUS_OUTSTRMS = 18;

  private static final int ROOM = 512; // for any of these
  private static final int MOST_STREAMS = 65_535;
  private static final File DESCRIPTORS = new File("/proc/self/fd");

  private final int number;

  private SctpDescriptor(int number) {
    this.number = number;
  }

  /** Sets {@code SCTP_INIT_MAXSTREAMS} of the channel. */
  @FunctionalInterface
  interface Mark {
    void set(InitMaxStreams streams) throws IOException;
  }

  /**
   * Finds it.
   *
   * @param open a descriptor of the caller's
   */
  static SctpDescriptor of(int open, Mark mark) throws IOException {
    int free = DescriptorCalls.duplicate(open);
    Bindings.libc().close(free);
    return find(free, mark);
  }

  /** Finds it and duplicates it, for the caller to close: so it cannot become another's. */
  static int duplicate(Mark mark) throws IOException {
    int free = Bindings.libc().socket(InetCodec.AF_INET, Abi.SOCK_DGRAM, 0);
    check("socket", free);
    Bindings.libc().close(free);
    return DescriptorCalls.duplicate(find(free, mark).number);
  }

  private static SctpDescriptor find(int free, Mark mark) throws IOException {
    InitMaxStreams streams = InitMaxStreams.create(random(), random());
    mark.set(streams);
    return new SctpDescriptor(
        candidates(free)
            .filter(fd -> isMarked(fd, streams))
            .findFirst()
            .orElseThrow(
                () -> new UnsupportedOperationException("a channel's descriptor was not found")));
  }

  private static int random() {
    return ThreadLocalRandom.current().nextInt(1, MOST_STREAMS + 1);
  }

  /** The newest first: below the lowest that is free, all are in use. */
  private static IntStream candidates(int free) {
    IntStream newest = IntStream.rangeClosed(1, free).map(i -> free - i);
    return IntStream.concat(newest, IntStream.of(free).flatMap(SctpDescriptor::from));
  }

  private static IntStream from(int free) {
    String[] names = DESCRIPTORS.list();
    return names == null
        ? IntStream.empty()
        : Arrays.stream(names).mapToInt(Integer::parseInt).filter(fd -> fd >= free);
  }

  private static boolean isMarked(int fd, InitMaxStreams streams) {
    Memory memory = Memory.allocate(ROOM + 4);
    return get(fd, SCTP_INITMSG, memory) >= 0
        && memory.bytes.getChar(0) == streams.maxOutStreams()
        && memory.bytes.getChar(2) == streams.maxInStreams();
  }

  /** Gives the length, or the negated error number. */
  private static int get(int fd, int option, Memory memory) {
    memory.putInt(ROOM, ROOM);
    try {
      int result =
          Bindings.libc()
              .getsockopt(fd, IPPROTO_SCTP, option, memory.address, memory.address + ROOM);
      return result < 0 ? result : memory.getInt(ROOM);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  private static void check(String operation, int result) throws IOException {
    if (result < 0) {
      throw DescriptorCalls.failure(operation, result);
    }
  }

  /** The {@code AF_} number that the JDK chose. */
  int family() throws IOException {
    return SocketInfo.of(number).family();
  }

  /** Has another socket tell what the JDK asked this one for: it reads messages by that. */
  void giveEvents(int fd) throws IOException {
    Memory events = Memory.allocate(ROOM + 4);
    int length = get(number, SCTP_EVENTS, events);
    check("getsockopt SCTP_EVENTS", length);
    try {
      check(
          "setsockopt SCTP_EVENTS",
          Bindings.libc().setsockopt(fd, IPPROTO_SCTP, SCTP_EVENTS, events.address, length));
    } finally {
      Reference.reachabilityFence(events);
    }
  }

  /** Puts another socket here. */
  void put(int fd) throws IOException {
    check("dup2", Bindings.libc().dup2(fd, number));
  }

  /** Puts another socket here, in blocking mode as the channel is. */
  void replace(int fd) throws IOException {
    check("fcntl", Bindings.libc().fcntl(fd, Abi.F_SETFL, Abi.O_RDWR));
    put(fd);
  }

  /** The association of a one-to-one socket, {@code null} if it is gone. */
  static Association association(int fd) {
    Memory status = Memory.allocate(ROOM + 4);
    if (get(fd, SCTP_STATUS, status) < 0) {
      return null;
    }
    return new Standing(
        status.getInt(0),
        status.bytes.getChar(STATUS_INSTRMS),
        status.bytes.getChar(STATUS_OUTSTRMS));
  }

  /** An association that the JDK does not know of. */
  private static final class Standing extends Association {
    Standing(int id, int incoming, int outgoing) {
      super(id, incoming, outgoing);
    }
  }
}
