package dev.sockeye.bench.contest;

import static java.net.StandardSocketOptions.SO_RCVBUF;

import dev.sockeye.EndpointPair;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.SocketSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/**
 * Messages of 64 bytes, 64 of them sent and then received on the same thread; an operation is such
 * a batch.
 */
final class MessageBatch {

  static final int COUNT = 64;
  static final int SIZE = 64;

  private MessageBatch() {}

  /** How a batch goes from the one endpoint to the other. */
  private interface Exchange {
    void run(EndpointPair<MessageEndpoint> pair, Message[] out, Message[] in) throws IOException;
  }

  /** By calls that take several messages. */
  static Contender together(SocketSpec<MessageEndpoint> spec) throws IOException {
    return open(spec, MessageBatch::together);
  }

  /** By a call for each message. */
  static Contender singly(SocketSpec<MessageEndpoint> spec) throws IOException {
    return open(spec, MessageBatch::singly);
  }

  private static Contender open(SocketSpec<MessageEndpoint> spec, Exchange exchange)
      throws IOException {
    EndpointPair<MessageEndpoint> pair = Network.system().pair(spec);
    pair.second().setOption(SO_RCVBUF, 1 << 20);
    return new Contender() {
      private final Message[] out = messages();
      private final Message[] in = messages();

      @Override
      public void run(int batches) throws IOException {
        for (int i = 0; i < batches; i++) {
          clear(out);
          clear(in);
          exchange.run(pair, out, in);
        }
      }

      @Override
      public void close() throws IOException {
        pair.close();
      }
    };
  }

  private static void together(EndpointPair<MessageEndpoint> pair, Message[] out, Message[] in)
      throws IOException {
    pair.first().sendMessages(out, 0, COUNT);
    int received = 0;
    while (received < COUNT) {
      received += pair.second().receiveMessages(in, received, COUNT - received);
    }
  }

  private static void singly(EndpointPair<MessageEndpoint> pair, Message[] out, Message[] in)
      throws IOException {
    for (Message message : out) {
      pair.first().sendMessage(message);
    }
    for (Message message : in) {
      pair.second().receiveMessage(message);
    }
  }

  private static void clear(Message[] messages) {
    for (Message message : messages) {
      message.clear();
    }
  }

  private static Message[] messages() {
    Message[] messages = new Message[COUNT];
    for (int k = 0; k < COUNT; k++) {
      messages[k] = Message.allocate(SIZE);
    }
    return messages;
  }

  /** By the JDK, which has a call for each datagram of UDP. */
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
