package dev.sockeye.tap;

import java.nio.ByteBuffer;

/** One end of a TCP connection: segments, with a made-up header of IP before each. */
class TcpLine extends Line {

  private final PcapngSink sink;
  private final TappedInterface tapped;
  private final TcpFlow flow;
  private final TcpFlow.End end;
  private long sent;
  private long received;

  TcpLine(PcapngSink sink, TappedInterface tapped, TcpFlow flow, boolean initiator) {
    this.sink = sink;
    this.tapped = tapped;
    this.flow = flow;
    end = flow.attach(initiator, tapped);
  }

  @Override
  void sent(Payload payload) {
    long begin = sent;
    sent += payload.length();
    flow.sent(end, payload, begin);
  }

  @Override
  void received(Payload payload) {
    long begin = received;
    received += payload.length();
    flow.received(end, payload, begin);
  }

  @Override
  void receivedEnd() {
    flow.receivedEnd(end);
  }

  @Override
  void sentEnd() {
    flow.finish(end);
  }

  @Override
  void broken() {
    flow.brokenBy(flow.other(end));
  }

  @Override
  void closed() {
    flow.finish(end);
    sink.finish(tapped);
  }

  /** Messages over such a connection: their lengths before them, as they are on the wire. */
  static final class Framed extends TcpLine {

    Framed(PcapngSink sink, TappedInterface tapped, TcpFlow flow, boolean initiator) {
      super(sink, tapped, flow, initiator);
    }

    @Override
    void sent(Payload payload) {
      super.sent(framed(payload));
    }

    @Override
    void received(Payload payload) {
      super.received(framed(payload));
    }

    private static Payload framed(Payload payload) {
      return payload.behind(ByteBuffer.allocate(4).putInt(0, payload.length()));
    }
  }
}
