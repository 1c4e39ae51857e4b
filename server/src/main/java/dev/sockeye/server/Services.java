package dev.sockeye.server;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.inet.AskedAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** What a server serves: opened one after the other while it starts, the same from then on. */
final class Services {

  private final Terms terms;
  private final HandlerTimes times;
  private final Slots slots;
  private final Consumer<? super Failure> failures;
  private final Supplier<EventLoop> loops;
  private final BooleanSupplier closing;
  private final OpenSockets sockets = new OpenSockets();
  private final List<ServedUri> served = new ArrayList<>();
  private final List<BlockingConnections> blocking = new ArrayList<>();

  /**
   * Creates it, with nothing in it.
   *
   * @param loops gives the one whose turn it is
   * @param closing whether the server begins to close
   */
  Services(ServerBuilder builder, Terms terms, Supplier<EventLoop> loops, BooleanSupplier closing) {
    this.terms = terms;
    times = builder.handlerTimes;
    slots = new Slots(builder.connectionLimit);
    failures = builder.settings.failures();
    this.loops = loops;
    this.closing = closing;
  }

  /** Opens one service. */
  @FunctionalInterface
  interface Opening {
    void open(Services services) throws IOException;
  }

  List<ServedUri> served() {
    return served;
  }

  List<BlockingConnections> blocking() {
    return blocking;
  }

  OpenSockets sockets() {
    return sockets;
  }

  Slots slots() {
    return slots;
  }

  boolean isClosing() {
    return closing.getAsBoolean();
  }

  void tell(Failure failure) {
    failure.tell(failures);
  }

  void openEvents(
      Network network,
      EndpointUri uri,
      Function<? super Connection, ? extends EventHandler> handlers)
      throws IOException {
    ServedUri owner = add(uri);
    accept(
        owner,
        network,
        network.listenStream(uri),
        endpoint -> {
          EventLoop loop = loops.get();
          loop.open(new StreamConnection(loop, endpoint, handlers, owner, terms));
        });
  }

  void openBlocking(Network network, EndpointUri uri, BlockingHandler handler, int threads)
      throws IOException {
    ServedUri owner = add(uri);
    Listener<StreamEndpoint> listener = network.listenStream(uri);
    try {
      BlockingConnections connections =
          new BlockingConnections(
              handler, Threads.forConnectionsOf(listener, threads), terms.timeouts(), owner, loops);
      blocking.add(connections);
      accept(owner, network, listener, connections);
    } catch (IOException | RuntimeException e) {
      listener.close();
      throw e;
    }
  }

  /** Of what carries messages some have connections to accept and some have not. */
  void openMessages(
      Network network,
      EndpointUri uri,
      Function<? super MessageSocket, ? extends MessageHandler> handlers)
      throws IOException {
    ServedUri owner = add(uri);
    Listener<MessageEndpoint> listener;
    try {
      listener = network.listenMessages(uri);
    } catch (UnsupportedOperationException e) {
      bind(owner, network, uri, handlers);
      return;
    }
    accept(
        owner,
        network,
        listener,
        endpoint -> {
          EventLoop loop = loops.get();
          loop.open(new MessageConnection(loop, endpoint, handlers, owner, terms));
        });
  }

  private ServedUri add(EndpointUri uri) {
    ServedUri one = new ServedUri(uri, times, this);
    served.add(one);
    return one;
  }

  private <E extends Endpoint> void accept(
      ServedUri owner, Network network, Listener<E> listener, Acceptor.Service<E> service)
      throws IOException {
    Acceptor<E> acceptor = new Acceptor<>(loops.get(), listener, service, slots, owner);
    slots.add(acceptor);
    owner.accepts(acceptor);
    try {
      owner.opened(network, listener);
      acceptor.open();
    } catch (IOException | RuntimeException e) {
      listener.close();
      throw e;
    }
  }

  private void bind(
      ServedUri owner,
      Network network,
      EndpointUri uri,
      Function<? super MessageSocket, ? extends MessageHandler> handlers)
      throws IOException {
    MessageEndpoint endpoint = network.bindMessages(uri);
    try {
      AskedAddress.tellBy(endpoint, uri);
      owner.opened(network, endpoint);
    } catch (IOException | RuntimeException e) {
      endpoint.close();
      throw e;
    }
    EventLoop loop = loops.get();
    slots.bound();
    loop.open(new MessageConnection(loop, endpoint, handlers, owner, terms));
  }
}
