package dev.sockeye.bench.contest;

import static dev.sockeye.bench.Names.SOCKEYE;

import com.sun.management.ThreadMXBean;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.tcp.Tcp;
import dev.sockeye.udp.Udp;
import dev.sockeye.unix.Unix;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Bytes that a steady pair of operations allocates on the thread that calls them, one that sends
 * and the one that takes: a write and a read, a send and a receive. Of a server, what its loop
 * allocates for a request.
 */
final class Allocation {

  private static final int SIZE = 64;
  private static final int OPERATIONS = 20_000;

  /** Until the compiler is done, which leaves out what need not be allocated. */
  private static final long WARM_UP = 300_000_000L;

  /** As that, of a batch: a run has an eighth as many of them. */
  private static final long BATCH_WARM_UP = 1_500_000_000L;

  private final Contender.Opening opening;
  private final String thread;
  private final long warmUp;

  private Allocation(Contender.Opening opening, long warmUp) {
    this(opening, Thread.currentThread().getName(), warmUp);
  }

  private Allocation(Contender.Opening opening, String thread, long warmUp) {
    this.opening = opening;
    this.thread = thread;
    this.warmUp = warmUp;
  }

  /** Of a row such as {@code tcp/read}, {@code tcp/timed-read}, {@code udp/receiveFrom}. */
  static Allocation of(String row) {
    int slash = row.indexOf('/');
    String transport = row.substring(0, slash);
    String operation = row.substring(slash + 1);
    return switch (transport) {
      case "tcp" -> streams(Tcp.STREAM, operation);
      case "unix" -> streams(Unix.STREAM, operation);
      case "udp" -> messages(Udp.DATAGRAM, operation);
      case "unix+dgram" -> messages(Unix.DATAGRAM, operation);
      case "unix+seqpacket" -> messages(Unix.SEQPACKET, operation);
      case "socket" -> new Allocation(() -> socket(operation).pairs(SIZE), WARM_UP);
      case "server" -> new Allocation(() -> EchoClient.of(operation), EchoClient.LOOP, WARM_UP);
      default -> throw new IllegalArgumentException("no such transport: " + transport);
    };
  }

  void run(int rounds, Samples samples) throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Contender contender = opening.open()) {
      warmUp(contender);
      long id = idOf(thread);
      for (int round = 0; round < rounds; round++) {
        long before = threads.getThreadAllocatedBytes(id);
        contender.run(OPERATIONS);
        long bytes = threads.getThreadAllocatedBytes(id) - before;
        samples.sample(SOCKEYE, round, bytes / (double) OPERATIONS);
      }
    } catch (UnsupportedOperationException e) {
      samples.absent(SOCKEYE, e);
    }
  }

  private void warmUp(Contender contender) throws IOException {
    long start = System.nanoTime();
    do {
      contender.run(OPERATIONS);
    } while (System.nanoTime() - start < warmUp);
  }

  private static long idOf(String name) {
    for (ThreadInfo info : ManagementFactory.getThreadMXBean().dumpAllThreads(false, false)) {
      if (info.getThreadName().equals(name)) {
        return info.getThreadId();
      }
    }
    throw new IllegalStateException("no thread " + name);
  }

  private static Allocation streams(SocketSpec<StreamEndpoint> spec, String operation) {
    return new Allocation(
        () -> {
          EndpointPair<StreamEndpoint> pair = Network.system().pair(spec);
          StreamEndpoint from = pair.first();
          StreamEndpoint to = pair.second();
          if (operation.startsWith("timed")) {
            from.setOption(EndpointOptions.SO_SNDTIMEO, Duration.ofSeconds(5));
            to.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(5));
          }
          return operation.equals("readv") ? gathered(from, to) : plain(from, to);
        },
        WARM_UP);
  }

  private static Contender plain(StreamEndpoint from, StreamEndpoint to) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
    return operations -> {
      for (int i = 0; i < operations; i++) {
        from.write(buffer.clear());
        to.read(buffer.clear());
      }
    };
  }

  private static SocketPeers socket(String transport) throws IOException {
    return transport.equals("tcp") ? SocketPeers.tcp() : SocketPeers.unix();
  }

  private static Contender gathered(StreamEndpoint from, StreamEndpoint to) {
    ByteBuffer[] buffers = {ByteBuffer.allocateDirect(4), ByteBuffer.allocateDirect(SIZE)};
    return operations -> {
      for (int i = 0; i < operations; i++) {
        clear(buffers);
        from.write(buffers);
        clear(buffers);
        to.read(buffers);
      }
    };
  }

  private static void clear(ByteBuffer[] buffers) {
    for (ByteBuffer buffer : buffers) {
      buffer.clear();
    }
  }

  private static Allocation messages(SocketSpec<MessageEndpoint> spec, String operation) {
    return new Allocation(
        () -> {
          EndpointPair<MessageEndpoint> pair = Network.system().pair(spec);
          MessageEndpoint from = pair.first();
          MessageEndpoint to = pair.second();
          if (operation.startsWith("timed")) {
            from.setOption(EndpointOptions.SO_SNDTIMEO, Duration.ofSeconds(5));
            to.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(5));
          }
          return switch (operation) {
            case "receive", "timed-receive" -> plain(from, to);
            case "receiveMessage" -> whole(from, to);
            case "receiveMessages" -> batches(from, to);
            case "receiveFrom" -> addressed(spec);
            default -> throw new IllegalArgumentException("no such operation: " + operation);
          };
        },
        operation.equals("receiveMessages") ? BATCH_WARM_UP : WARM_UP);
  }

  private static Contender plain(MessageEndpoint from, MessageEndpoint to) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
    return operations -> {
      for (int i = 0; i < operations; i++) {
        from.send(buffer.clear());
        to.receive(buffer.clear());
      }
    };
  }

  private static Contender whole(MessageEndpoint from, MessageEndpoint to) {
    Message message = Message.allocate(SIZE);
    return operations -> {
      for (int i = 0; i < operations; i++) {
        from.sendMessage(message.clear());
        to.receiveMessage(message.clear());
      }
    };
  }

  private static Contender batches(MessageEndpoint from, MessageEndpoint to) {
    Message[] messages = new Message[8];
    for (int k = 0; k < messages.length; k++) {
      messages[k] = Message.allocate(SIZE);
    }
    return operations -> {
      for (int i = 0; i < operations / messages.length; i++) {
        clear(messages);
        from.sendMessages(messages, 0, messages.length);
        clear(messages);
        to.receiveMessages(messages, 0, messages.length);
      }
    };
  }

  private static void clear(Message[] messages) {
    for (Message message : messages) {
      message.clear();
    }
  }

  /** Between two that are bound and not connected. */
  private static Contender addressed(SocketSpec<MessageEndpoint> spec) throws IOException {
    SocketAddress any = spec.equals(Udp.DATAGRAM) ? JdkPeers.loopback() : null;
    MessageEndpoint from = Network.system().socket(spec).bind(any);
    MessageEndpoint to = Network.system().socket(spec).bind(any);
    return addressed(from, to, to.getLocalAddress());
  }

  private static Contender addressed(
      MessageEndpoint from, MessageEndpoint to, SocketAddress target) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
    return operations -> {
      for (int i = 0; i < operations; i++) {
        from.sendTo(buffer.clear(), target);
        to.receiveFrom(buffer.clear());
      }
    };
  }
}
