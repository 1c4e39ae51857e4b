package dev.sockeye.server;

import dev.sockeye.Addresses;
import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.Pollable;
import java.io.IOException;
import java.net.SocketAddress;

/** One URI that a server serves: where that is, what it counts, and the owner of what is open. */
final class ServedUri implements Owner {

  private final EndpointUri uri;
  private final Services server;
  private final Counters counters;

  // Set while the server starts, before anybody else has it; null until then.
  private SocketAddress address;
  private EndpointUri location;
  private Acceptor<?> acceptor; // stays null for a socket that receives from everybody

  ServedUri(EndpointUri uri, HandlerTimes times, Services server) {
    this.uri = uri;
    this.server = server;
    counters = new Counters(uri, times);
  }

  void opened(Network network, Pollable socket) throws IOException {
    address = socket.getLocalAddress();
    location = Location.of(network, uri, socket);
  }

  void accepts(Acceptor<?> with) {
    acceptor = with;
  }

  SocketAddress address() {
    return address;
  }

  EndpointUri location() {
    return location;
  }

  @Override
  public boolean isClosing() {
    return server.isClosing();
  }

  @Override
  public void stands(LoopSocket socket) {
    server.sockets().add(socket);
  }

  @Override
  public void ended(LoopSocket socket) {
    server.sockets().remove(socket);
  }

  /** A socket that receives from everybody takes no slot. */
  @Override
  public void released() {
    if (acceptor == null) {
      server.slots().unbound();
    } else {
      counters.open.decrementAndGet(); // before another takes the slot
      server.slots().release();
    }
  }

  @Override
  public void failed(Failure failure) {
    counters.failures.increment();
    server.tell(failure);
  }

  @Override
  public Counters counters() {
    return counters;
  }

  ServiceCounters status() {
    return new ServiceCounters(uri, address, counters.snapshot(0));
  }

  /** One line of {@link Server#dump}. */
  String describe() {
    ServerCounters now = counters.snapshot(0);
    String messages =
        now.requests() == 0 && now.replies() == 0
            ? ""
            : ", " + now.requests() + " requests, " + now.replies() + " replies";
    return uri.withoutOptions() // of which one may be a password
        + " at "
        + Addresses.format(address)
        + ": "
        + (acceptor == null ? "receives from everybody" : acceptor.waitsFor())
        + (acceptor == null ? "" : ", " + now.open() + " open of " + now.accepted() + " accepted")
        + messages
        + ", "
        + now.failures()
        + " failures";
  }
}
