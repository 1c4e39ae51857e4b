package dev.sockeye.memory;

import dev.sockeye.Message;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * The way from an endpoint without a connection to all that it sends to, with what goes wrong on
 * it. Guarded by the kernel's lock.
 */
final class DatagramLine {

  private final MemoryDatagramEndpoint sender;
  private Departures departures; // null until something takes time
  private ActiveFaults departuresFaults;

  DatagramLine(MemoryDatagramEndpoint sender) {
    this.sender = sender;
  }

  /** Delivers a message, which may get lost, come twice or overtake others if it is UDP's. */
  void deliver(
      MemoryDatagramEndpoint receiver, byte[] payload, SocketAddress to, Message.Resource passed) {
    Kind kind = sender.kind();
    ActiveFaults faults = sender.kernel().faults(kind, to);
    if (!kind.isLossy()) {
      receiver.arrive(UnixPacket.of(packet(faults, payload, to), passed), false);
      return;
    } else if (faults.loses()) {
      return;
    }
    receiver.arrive(packet(faults, payload, to), faults.reorders());
    if (faults.duplicates()) {
      receiver.arrive(packet(faults, payload, to), false);
    }
  }

  private Packet packet(ActiveFaults faults, byte[] payload, SocketAddress to) {
    long arrival = faults.delay() ? departures(faults).arrival(payload.length) : 0;
    return sender.packet(new Packet(payload, source(to), arrival), to);
  }

  private Departures departures(ActiveFaults faults) {
    if (departuresFaults != faults) {
      departuresFaults = faults;
      departures = new Departures(sender.kernel().time(), faults);
    }
    return departures;
  }

  /** The address that who is sent to finds the sender by. */
  SocketAddress source(SocketAddress to) {
    return sender.kernel().table(sender.kind()) instanceof PortTable ports
        ? ports.sourceAddress((InetSocketAddress) sender.local(), to)
        : sender.local();
  }
}
