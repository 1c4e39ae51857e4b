package dev.sockeye.bench.contest;

import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Messages of 64 bytes over TCP, each after its length, pipelined: 256 of them, some together, and
 * then a message back; an operation is such a burst. Those that go together are in as many buffers,
 * and come into as many.
 */
final class FramedBurst {

  static final int COUNT = 256;
  private static final int SIZE = 64;

  private FramedBurst() {}

  /** Framed by Sockeye. */
  static Contender sockeye(int together) throws IOException {
    MessageEndpoint[] pair = SockeyePeers.framed();
    Threads.start(() -> receipts(pair[1], together));
    return together == 1 ? single(pair[0], pair[1]) : grouped(pair[0], pair[1], together);
  }

  private static Contender single(MessageEndpoint near, MessageEndpoint far) {
    return new Contender() {
      private final ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);

      @Override
      public void run(int bursts) throws IOException {
        for (int i = 0; i < bursts; i++) {
          for (int k = 0; k < COUNT; k++) {
            near.send(buffer.clear());
          }
          near.receive(buffer.clear());
        }
      }

      @Override
      public void close() throws IOException {
        near.close();
        far.close();
      }
    };
  }

  private static Contender grouped(MessageEndpoint near, MessageEndpoint far, int together) {
    return new Contender() {
      private final Message[] out = messages(together);
      private final ByteBuffer receipt = ByteBuffer.allocateDirect(SIZE);

      @Override
      public void run(int bursts) throws IOException {
        for (int i = 0; i < bursts; i++) {
          for (int k = 0; k < COUNT; k += together) {
            clear(out, together);
            near.sendMessages(out, 0, together);
          }
          near.receive(receipt.clear());
        }
      }

      @Override
      public void close() throws IOException {
        near.close();
        far.close();
      }
    };
  }

  private static void receipts(MessageEndpoint far, int together) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
    Message[] in = messages(together);
    while (true) {
      int received = 0;
      while (received < COUNT) {
        int now = together == 1 ? one(far, buffer) : several(far, in);
        if (now < 0) {
          return;
        }
        received += now;
      }
      far.send(buffer.clear());
    }
  }

  private static int one(MessageEndpoint far, ByteBuffer buffer) throws IOException {
    return far.receive(buffer.clear()) < 0 ? -1 : 1;
  }

  private static int several(MessageEndpoint far, Message[] in) throws IOException {
    int came = far.receiveMessages(in, 0, in.length);
    clear(in, came);
    return came;
  }

  private static Message[] messages(int count) {
    Message[] messages = new Message[count];
    for (int k = 0; k < count; k++) {
      messages[k] = Message.allocate(SIZE);
    }
    return messages;
  }

  /** Makes those that were sent, or that came, ready for the next. */
  private static void clear(Message[] messages, int count) {
    for (int i = 0; i < count; i++) {
      messages[i].clear();
    }
  }

  /** Framed by hand on the JDK's channels. */
  static Contender jdk(int together) throws IOException {
    SocketChannel[] pair = JdkPeers.tcpPair();
    HandFramed near = new HandFramed(pair[0]);
    Threads.start(() -> receipts(new HandFramed(pair[1]), together));
    return new Contender() {
      private final ByteBuffer[] out = buffers(together);
      private final ByteBuffer receipt = ByteBuffer.allocateDirect(SIZE);

      @Override
      public void run(int bursts) throws IOException {
        for (int i = 0; i < bursts; i++) {
          for (int k = 0; k < COUNT; k += together) {
            for (ByteBuffer message : out) {
              near.put(message.clear());
            }
            near.flush();
          }
          near.receive(receipt.clear());
        }
      }

      @Override
      public void close() throws IOException {
        pair[0].close();
        pair[1].close();
      }
    };
  }

  private static void receipts(HandFramed far, int together) throws IOException {
    ByteBuffer[] in = buffers(together);
    while (true) {
      for (int k = 0; k < COUNT; k += together) {
        for (ByteBuffer message : in) {
          if (far.receive(message.clear()) < 0) {
            return;
          }
        }
      }
      far.put(in[0].clear());
      far.flush();
    }
  }

  private static ByteBuffer[] buffers(int count) {
    ByteBuffer[] buffers = new ByteBuffer[count];
    for (int k = 0; k < count; k++) {
      buffers[k] = ByteBuffer.allocateDirect(SIZE);
    }
    return buffers;
  }
}
