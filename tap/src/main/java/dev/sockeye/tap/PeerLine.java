package dev.sockeye.tap;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Packets between addresses of the Internet, each message with its own. */
abstract class PeerLine extends Line {

  private final PcapngSink sink;
  private final TappedInterface tapped;
  private final Names names;

  PeerLine(PcapngSink sink, TappedInterface tapped, Names names) {
    this.sink = sink;
    this.tapped = tapped;
    this.names = names;
  }

  /** Records a message, from and to where it went as far as is known. */
  abstract void packet(
      Direction direction, InetSocketAddress from, InetSocketAddress to, Payload payload);

  @Override
  final void sent(Payload payload) {
    packet(Direction.OUTBOUND, inet(names.local()), peer(payload), payload);
  }

  @Override
  final void received(Payload payload) {
    packet(Direction.INBOUND, peer(payload), inet(names.local()), payload);
  }

  private InetSocketAddress peer(Payload payload) {
    return inet(payload.peer() == null ? names.remote() : payload.peer());
  }

  private static InetSocketAddress inet(SocketAddress address) {
    return address instanceof InetSocketAddress inet ? inet : null;
  }

  static int port(InetSocketAddress address) {
    return address == null ? 0 : address.getPort();
  }

  /** Records a packet, or counts that there was no room. */
  final void record(Direction direction, int length, Content content) {
    if (sink.hasRoom(length)) {
      sink.record(tapped, direction, length, content);
    } else {
      sink.drop(tapped);
    }
  }

  @Override
  final void closed() {
    sink.finish(tapped);
  }
}
