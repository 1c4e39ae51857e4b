package dev.sockeye.memory;

import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import java.nio.channels.ClosedChannelException;

/**
 * The topology server's end of a connection in memory: what a program sends is taken at once, and
 * what it is told waits for it, however much that is. Guarded by the kernel's lock.
 */
final class TipcTopologyEnd extends MemoryPacketEndpoint {

  private PacketPipe events;

  TipcTopologyEnd(Kernel kernel, Kind kind, SocketSpec<MessageEndpoint> spec)
      throws ClosedChannelException {
    super(kernel, kind, spec);
  }

  @Override
  PacketPipe laneTo(ConnectionEndpoint<MessageEndpoint, PacketPipe> peer, ActiveFaults faults) {
    events = super.laneTo(peer, faults);
    return events;
  }

  void tell(byte[] event) {
    events.write(event, null);
  }

  /** What goes from a program to this. */
  PacketPipe requests(TipcPacketEndpoint program, ActiveFaults faults) {
    return new Requests(program, this, faults);
  }

  private void take(byte[] request) {
    if (!TipcNaming.table(this).ask(this, request)) {
      close();
    }
  }

  /** The end of it is the end of the connection. */
  private static final class Requests extends PacketPipe {

    private final TipcTopologyEnd server;

    Requests(TipcPacketEndpoint program, TipcTopologyEnd server, ActiveFaults faults) {
      super(program, server, faults);
      this.server = server;
    }

    @Override
    void write(byte[] payload, Message.Resource passed) {
      server.take(payload);
    }

    @Override
    void end() {
      super.end();
      server.close();
    }

    @Override
    void reset() {
      super.reset();
      server.close();
    }
  }
}
