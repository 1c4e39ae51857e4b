package dev.sockeye.sctp.contract;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.sctp.Sctp;
import dev.sockeye.sctp.SctpEndpoint;
import dev.sockeye.sctp.SctpEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Queue;

/** The code of docs/sctp.md. */
final class Signalling {

  static final int DIAMETER = 46; // payload protocol identifiers are IANA's

  private Signalling() {}

  static void serve(Listener<MessageEndpoint> listener) throws IOException {
    while (true) {
      MessageEndpoint peer = listener.accept();
      new Thread(() -> answer(peer)).start();
    }
  }

  static void answer(MessageEndpoint peer) {
    try (peer) {
      Message message = Message.allocate(65_536);
      while (peer.receiveMessage(message.clear()) != MessageEndpoint.END_OF_INPUT) {
        message.payload().flip();
        peer.sendMessage(message); // on the stream and with the protocol that it came with
      }
    } catch (IOException e) {
      System.err.println(e.getMessage()); // recvmsg sctp ...: Connection reset by peer (ECONNRESET)
    }
  }

  static Message ask(Network network, EndpointUri where, byte[] request) throws IOException {
    try (MessageEndpoint peer = network.connectMessages(where)) {
      peer.sendMessage(
          Message.of(ByteBuffer.wrap(request))
              .set(Sctp.STREAM_NUMBER, 3)
              .set(Sctp.PAYLOAD_PROTOCOL_ID, DIAMETER));
      Message answer = Message.allocate(65_536);
      peer.receiveMessage(answer);
      return answer;
    }
  }

  static MessageEndpoint connectFrom(
      Network network, InetSocketAddress local, InetAddress another, InetSocketAddress remote)
      throws IOException {
    MessageEndpoint peer = network.socket(Sctp.ONE_TO_ONE);
    peer.bind(local);
    peer.unwrap(SctpEndpoint.class).bindAddress(another);
    peer.connect(remote);
    return peer;
  }

  static void watch(MessageEndpoint peer, Queue<String> alarms) {
    peer.unwrap(SctpEndpoint.class)
        .onEvent(
            event -> {
              if (event instanceof SctpEvent.AssociationChange change) {
                alarms.add("association " + change.association() + ": " + change.state());
              } else if (event instanceof SctpEvent.PeerAddressChange change) {
                alarms.add("path to " + change.address() + ": " + change.state());
              } else if (event instanceof SctpEvent.SendFailed failed) {
                alarms.add("not delivered: " + failed.message().remaining() + " bytes");
              }
            });
  }

  static void preferSecondPath(MessageEndpoint peer) throws IOException {
    SctpEndpoint sctp = peer.unwrap(SctpEndpoint.class);
    int association = sctp.associations().get(0).id();
    InetSocketAddress second = sctp.getRemoteAddresses(association).get(1);
    sctp.setPrimaryAddress(association, second);
  }

  static void answerAll(MessageEndpoint endpoint) throws IOException {
    Message message = Message.allocate(65_536);
    while (true) {
      endpoint.receiveMessage(message.clear());
      message.payload().flip();
      endpoint.sendMessage(message); // to Sctp.ASSOCIATION, which it came from
    }
  }
}
