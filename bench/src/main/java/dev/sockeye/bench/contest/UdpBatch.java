package dev.sockeye.bench.contest;

import static java.net.StandardSocketOptions.SO_RCVBUF;

import dev.sockeye.EndpointPair;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.udp.Udp;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/**
 * Datagrams of 64 bytes, 64 of them sent and then received on the same thread; an operation is such
 * a batch.
 */
final class UdpBatch {

  static final int COUNT = 64;
  static final int SIZE = 64;

  private UdpBatch() {}

  /** By calls that take several messages. */
  static Contender sockeye() throws IOException {
    EndpointPair<MessageEndpoint> pair = Network.system().pair(Udp.DATAGRAM);
    pair.second().setOption(SO_RCVBUF, 1 << 20);
    return new Contender() {
      private final Message[] out = messages();
      private final Message[] in = messages();

      @Override
      public void run(int batches) throws IOException {
        for (int i = 0; i < batches; i++) {
          exchange(pair, out, in);
        }
      }

      @Override
      public void close() throws IOException {
        pair.close();
      }
    };
  }

  private static void exchange(EndpointPair<MessageEndpoint> pair, Message[] out, Message[] in)
      throws IOException {
    for (int k = 0; k < COUNT; k++) {
      out[k].clear();
      in[k].clear();
    }
    pair.first().sendMessages(out, 0, COUNT);
    int received = 0;
    while (received < COUNT) {
      received += pair.second().receiveMessages(in, received, COUNT - received);
    }
  }

  private static Message[] messages() {
    Message[] messages = new Message[COUNT];
    for (int k = 0; k < COUNT; k++) {
      messages[k] = Message.allocate(SIZE);
    }
    return messages;
  }

  /** One by one. */
  static Contender jdk() throws IOException {
    DatagramChannel[] pair = JdkPeers.datagrams();
    pair[1].setOption(SO_RCVBUF, 1 << 20);
    return new Contender() {
      private final ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);

      @Override
      public void run(int batches) throws IOException {
        for (int i = 0; i < batches; i++) {
          for (int k = 0; k < COUNT; k++) {
            pair[0].write(buffer.clear());
          }
          for (int k = 0; k < COUNT; k++) {
            pair[1].receive(buffer.clear());
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
}
