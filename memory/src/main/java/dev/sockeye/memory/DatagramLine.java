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
  private PlanState departuresState;

  DatagramLine(MemoryDatagramEndpoint sender) {
    this.sender = sender;
  }

  /** Delivers a message, which may get lost, come twice or overtake others if it is UDP's. */
  void deliver(
      MemoryDatagramEndpoint receiver, byte[] payload, SocketAddress to, Message.Resource passed) {
    Kind kind = sender.kind();
    if (sender.kernel().isCut(sender.source(to), to)) {
      return; // only what may get lost has hosts
    }
    ActiveFaults faults = sender.kernel().faults(kind, to);
    Packet plain = new Packet(payload, sender.source(to), 0);
    Packet packet = receiver.told(sender.packet(plain, to), to);
    if (kind.isLossy()) {
      transmit(faults, receiver::arrive, packet);
    } else {
      receiver.arrive(UnixPacket.of(delayed(faults, packet), passed), false);
    }
  }

  /** Takes what arrives. */
  @FunctionalInterface
  interface Receiver {
    void arrive(Packet packet, boolean overtaking);
  }

  /** Delivers a message, which may get lost, come twice or overtake others. */
  void transmit(ActiveFaults faults, Receiver receiver, Packet packet) {
    if (faults.loses()) {
      return;
    }
    receiver.arrive(delayed(faults, packet), faults.reorders());
    if (faults.duplicates()) {
      receiver.arrive(delayed(faults, packet), false);
    }
  }

  private Packet delayed(ActiveFaults faults, Packet packet) {
    return faults.delay() ? packet.arriving(departures(faults).arrival(packet.length())) : packet;
  }

  private Departures departures(ActiveFaults faults) {
    if (departuresState != faults.state()) {
      departuresState = faults.state();
      departures = new Departures(sender.kernel().time(), faults);
    }
    return departures;
  }

  /** The address that a socket is found by, where it is bound to all. */
  static SocketAddress source(MemorySocket<?> sender, SocketAddress to) {
    return sender.kernel().table(sender.kind()) instanceof PortTable ports
        ? ports.sourceAddress((InetSocketAddress) sender.local(), to)
        : sender.local();
  }
}
