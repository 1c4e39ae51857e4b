package dev.sockeye.bench;

import dev.sockeye.EndpointPair;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.udp.Udp;
import java.io.Closeable;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** Datagrams of 64 bytes, 64 sent and then received, by batches and one by one. */
final class UdpBatch implements Closeable {

  private static final int COUNT = 64;
  private static final int SIZE = 64;

  private final EndpointPair<MessageEndpoint> pair;
  private final DatagramChannel[] bare;

  UdpBatch() throws IOException {
    pair = Network.system().pair(Udp.DATAGRAM);
    bare = JdkPeers.datagrams();
    pair.second().setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20);
    bare[1].setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20);
  }

  Contender batches() {
    Message[] out = messages();
    Message[] in = messages();
    return batches -> {
      for (int i = 0; i < batches; i++) {
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
    };
  }

  private static Message[] messages() {
    Message[] messages = new Message[COUNT];
    for (int k = 0; k < COUNT; k++) {
      messages[k] = Message.allocate(SIZE);
    }
    return messages;
  }

  Contender single() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
    return batches -> {
      for (int i = 0; i < batches; i++) {
        for (int k = 0; k < COUNT; k++) {
          bare[0].write(buffer.clear());
        }
        for (int k = 0; k < COUNT; k++) {
          bare[1].receive(buffer.clear());
        }
      }
    };
  }

  @Override
  public void close() throws IOException {
    pair.close();
    bare[0].close();
    bare[1].close();
  }
}
