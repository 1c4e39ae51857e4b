package dev.sockeye.bench.contest;

import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Messages of 64 bytes over TCP, each after its length, pipelined: 256 of them, some together, and
 * then all of them received; an operation is such a burst. Those that go together are in as many
 * buffers, and come into as many. One thread has both ends, so that no scheduler has a part in it.
 */
final class FramedBurst {

  static final int COUNT = 256;
  private static final int SIZE = 64;

  private FramedBurst() {}

  /** Framed by Sockeye. */
  static Contender sockeye(int together) throws IOException {
    MessageEndpoint[] pair = SockeyePeers.framed();
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
          for (int k = 0; k < COUNT; k++) {
            far.receive(buffer.clear());
          }
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
      private final Message[] in = messages(together);

      @Override
      public void run(int bursts) throws IOException {
        for (int i = 0; i < bursts; i++) {
          for (int k = 0; k < COUNT; k += together) {
            clear(out, together);
            near.sendMessages(out, 0, together);
          }
          for (int k = 0; k < COUNT; ) {
            int came = far.receiveMessages(in, 0, together);
            if (came < 0) {
              throw new EOFException();
            }
            clear(in, came);
            k += came;
          }
        }
      }

      @Override
      public void close() throws IOException {
        near.close();
        far.close();
      }
    };
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
    HandFramed far = new HandFramed(pair[1]);
    return new Contender() {
      private final ByteBuffer[] out = buffers(together);
      private final ByteBuffer[] in = buffers(together);

      @Override
      public void run(int bursts) throws IOException {
        for (int i = 0; i < bursts; i++) {
          for (int k = 0; k < COUNT; k += together) {
            for (ByteBuffer message : out) {
              near.put(message.clear());
            }
            near.flush();
          }
          for (int k = 0; k < COUNT; k += together) {
            for (ByteBuffer message : in) {
              far.receive(message.clear());
            }
          }
        }
      }

      @Override
      public void close() throws IOException {
        pair[0].close();
        pair[1].close();
      }
    };
  }

  private static ByteBuffer[] buffers(int count) {
    ByteBuffer[] buffers = new ByteBuffer[count];
    for (int k = 0; k < count; k++) {
      buffers[k] = ByteBuffer.allocateDirect(SIZE);
    }
    return buffers;
  }
}
