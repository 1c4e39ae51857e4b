package dev.sockeye.sctp;

import com.sun.nio.sctp.AbstractNotificationHandler;
import com.sun.nio.sctp.Association;
import com.sun.nio.sctp.AssociationChangeNotification;
import com.sun.nio.sctp.HandlerResult;
import com.sun.nio.sctp.PeerAddressChangeNotification;
import com.sun.nio.sctp.SendFailedNotification;
import com.sun.nio.sctp.ShutdownNotification;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Makes events of the JDK's notifications, and tells them once the JDK's receive has returned:
 * inside it, a listener could hardly call anything. Guarded by the endpoint's receive lock, but for
 * the listener.
 */
final class Notifications extends AbstractNotificationHandler<Void> {

  private final Associations associations;
  private final Consumer<SctpEvent> endpoint;
  private final Queue<SctpEvent> untold = new ArrayDeque<>();
  private volatile Consumer<? super SctpEvent> listener;

  // The association that ended last, until the next change of one. What it could not deliver comes
  // right after its end, when the JDK has forgotten its number.
  private int justEnded = SctpEvent.NO_ASSOCIATION;

  /**
   * Creates the handler.
   *
   * @param associations is kept up to date
   * @param endpoint is told of each event before the listener, and does not throw
   */
  Notifications(Associations associations, Consumer<SctpEvent> endpoint) {
    this.associations = associations;
    this.endpoint = endpoint;
  }

  void listener(Consumer<? super SctpEvent> newListener) {
    listener = newListener;
  }

  boolean isEmpty() {
    return untold.isEmpty();
  }

  /** Tells what has come. */
  void tell() {
    for (SctpEvent event; (event = untold.poll()) != null; ) {
      Consumer<? super SctpEvent> told = listener;
      if (told != null) {
        told.accept(event);
      }
    }
  }

  private HandlerResult keep(SctpEvent event) {
    endpoint.accept(event);
    untold.add(event);
    return HandlerResult.RETURN;
  }

  @Override
  public HandlerResult handleNotification(AssociationChangeNotification n, Void nothing) {
    Association association = n.association();
    int id = id(association);
    SctpEvent.AssociationState state =
        switch (n.event()) {
          case COMM_UP -> SctpEvent.AssociationState.COMM_UP;
          case COMM_LOST -> SctpEvent.AssociationState.COMM_LOST;
          case RESTART -> SctpEvent.AssociationState.RESTART;
          case SHUTDOWN -> SctpEvent.AssociationState.SHUTDOWN_COMPLETE;
          case CANT_START -> SctpEvent.AssociationState.CANT_START;
        };
    justEnded = SctpEvent.NO_ASSOCIATION;
    switch (state) {
      case COMM_UP -> associations.add(association);
      case COMM_LOST, SHUTDOWN_COMPLETE -> {
        associations.remove(id);
        justEnded = id;
      }
      case RESTART, CANT_START -> {
        // Stands as before, or never did.
      }
    }
    return keep(
        new SctpEvent.AssociationChange(
            id,
            state,
            association == null ? 0 : association.maxInboundStreams(),
            association == null ? 0 : association.maxOutboundStreams()));
  }

  @Override
  public HandlerResult handleNotification(PeerAddressChangeNotification n, Void nothing) {
    SctpEvent.PathState state =
        switch (n.event()) {
          case ADDR_AVAILABLE -> SctpEvent.PathState.AVAILABLE;
          case ADDR_UNREACHABLE -> SctpEvent.PathState.UNREACHABLE;
          case ADDR_REMOVED -> SctpEvent.PathState.REMOVED;
          case ADDR_ADDED -> SctpEvent.PathState.ADDED;
          case ADDR_MADE_PRIMARY -> SctpEvent.PathState.MADE_PRIMARY;
          case ADDR_CONFIRMED -> SctpEvent.PathState.CONFIRMED;
        };
    return keep(new SctpEvent.PeerAddressChange(id(n.association()), address(n.address()), state));
  }

  @Override
  public HandlerResult handleNotification(SendFailedNotification n, Void nothing) {
    ByteBuffer message = n.buffer();
    return keep(
        new SctpEvent.SendFailed(
            n.association() == null ? justEnded : id(n.association()),
            address(n.address()),
            n.streamNumber(),
            n.errorCode(),
            (message == null ? ByteBuffer.allocate(0) : message).asReadOnlyBuffer()));
  }

  @Override
  public HandlerResult handleNotification(ShutdownNotification n, Void nothing) {
    return keep(new SctpEvent.Shutdown(id(n.association())));
  }

  private int id(Association association) {
    return associations.id(association);
  }

  private static InetSocketAddress address(SocketAddress address) {
    return SctpAddresses.plain((InetSocketAddress) address);
  }
}
