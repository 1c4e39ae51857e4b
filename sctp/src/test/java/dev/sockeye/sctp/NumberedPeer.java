package dev.sockeye.sctp;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Receives messages that are numbered, in all and on their stream, and tells whether all came once
 * and in order on each stream. Prints the port, then the events, then the verdict.
 */
final class NumberedPeer {

  private final int[] next = new int[16];
  private int count;
  private int highest = -1;
  private int overtaken;

  private NumberedPeer() {}

  public static void main(String[] args) throws IOException {
    try (Listener<MessageEndpoint> listener =
        Network.system().listenMessages(EndpointUri.valueOf(args[0]))) {
      System.out.println(((InetSocketAddress) listener.getLocalAddress()).getPort());
      try (MessageEndpoint peer = listener.accept()) {
        peer.unwrap(SctpEndpoint.class).onEvent(event -> System.out.println("event " + event));
        System.out.println(new NumberedPeer().verdict(peer));
      }
    }
  }

  private String verdict(MessageEndpoint peer) throws IOException {
    Message message = Message.allocate(1000);
    while (peer.receiveMessage(message.clear()) != MessageEndpoint.END_OF_INPUT) {
      int stream = message.get(Sctp.STREAM_NUMBER);
      int number = message.payload().getInt(0);
      int onStream = message.payload().getInt(4);
      if (onStream != next[stream]) {
        return "wrong: stream " + stream + " has " + onStream + ", not " + next[stream];
      }
      next[stream]++;
      count++;
      overtaken += number < highest ? 1 : 0;
      highest = Math.max(highest, number);
    }
    return "all " + count + " in order, overtaken " + overtaken;
  }
}
