package dev.sockeye.memory;

import dev.sockeye.tipc.TipcAddress;
import dev.sockeye.tipc.TipcEvent;
import dev.sockeye.tipc.TipcSubscription;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Who is to be told of which services: what the topology server of Linux does, {@code
 * net/tipc/topsrv.c} and {@code subscr.c}. Guarded by the kernel's lock.
 */
final class TipcSubscriptions {

  private static final int TIPC_SUB_PORTS = 1;
  private static final int TIPC_SUB_SERVICE = 2;
  private static final int TIPC_SUB_CANCEL = 4;
  private static final long TIPC_WAIT_FOREVER = 0xffff_ffffL;

  // struct tipc_subscr
  private static final int TIMEOUT = 12;
  private static final int FILTER = 16;

  // struct tipc_event, before its struct tipc_subscr
  private static final int FOUND = 4;
  private static final int SOCKET = 12;

  private static final TipcAddress.Id NOBODY = new TipcAddress.Id(0, 0);

  private final List<Subscription> made = new ArrayList<>();

  /** What a connection asked, byte for byte, which comes back with each event. */
  @SuppressWarnings("ArrayRecordComponent") // it is compared by who asked, and never changed
  private record Subscription(TipcTopologyEnd to, byte[] asked) {

    private static ByteBuffer view(byte[] bytes) {
      return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    private long word(int at) {
      return Integer.toUnsignedLong(view(asked).getInt(at));
    }

    private boolean has(int flag) {
      return (word(FILTER) & flag) != 0;
    }

    boolean isValid() {
      return !(has(TIPC_SUB_PORTS) && has(TIPC_SUB_SERVICE)) && word(4) <= word(8);
    }

    TipcAddress.Range range() {
      return new TipcAddress.Range(word(0), word(4), word(8));
    }

    boolean isOf(TipcTopologyEnd who, byte[] what) {
      return to == who && Arrays.equals(asked, what);
    }

    /** Tells of a publication, as a range's first or last if only that is asked for. */
    void tell(TipcEvent.Kind kind, TipcPublication about, boolean must) {
      if (about.overlaps(range()) && (must || has(TIPC_SUB_PORTS))) {
        tell(kind, about.range(), about.number());
      }
    }

    void tell(TipcEvent.Kind kind, TipcAddress.Range found, TipcAddress.Id socket) {
      byte[] event = new byte[TipcEvent.SIZE];
      view(event)
          .putInt(0, number(kind))
          .putInt(FOUND, (int) found.lower())
          .putInt(FOUND + 4, (int) found.upper())
          .putInt(SOCKET, (int) socket.reference())
          .putInt(SOCKET + 4, (int) socket.node())
          .put(TipcEvent.SIZE - TipcSubscription.SIZE, asked);
      to.tell(event);
    }
  }

  /** {@code TIPC_PUBLISHED} and the others of {@code <linux/tipc.h>}. */
  private static int number(TipcEvent.Kind kind) {
    return switch (kind) {
      case PUBLISHED -> 1;
      case WITHDRAWN -> 2;
      case TIMEOUT -> 3;
    };
  }

  /**
   * Takes what came over a connection.
   *
   * @param there who is bound to what
   * @return whether it is a subscription, or ends one; else the connection is over
   */
  boolean ask(TipcTopologyEnd from, byte[] request, List<TipcPublication> there) {
    if (request.length != TipcSubscription.SIZE) {
      return false;
    }
    byte[] asked = request.clone();
    int filter = Subscription.view(asked).getInt(FILTER);
    Subscription.view(asked).putInt(FILTER, filter & ~TIPC_SUB_CANCEL);
    Subscription subscription = new Subscription(from, asked);
    if ((filter & TIPC_SUB_CANCEL) != 0) {
      made.stream().filter(each -> each.isOf(from, asked)).findFirst().ifPresent(made::remove);
      return true;
    }
    return subscription.isValid() && begin(subscription, there);
  }

  private boolean begin(Subscription subscription, List<TipcPublication> there) {
    made.add(subscription);
    reported(subscription, there)
        .forEach(each -> subscription.tell(TipcEvent.Kind.PUBLISHED, each, true));
    long millis = subscription.word(TIMEOUT);
    if (millis != TIPC_WAIT_FOREVER) {
      Kernel kernel = subscription.to().kernel();
      long moment = kernel.time().after(TimeUnit.MILLISECONDS.toNanos(millis));
      kernel.at(moment, () -> end(subscription));
    }
    return true;
  }

  /** All sockets, or one of each range, in the order in which they were bound. */
  private static List<TipcPublication> reported(
      Subscription subscription, List<TipcPublication> there) {
    List<TipcPublication> concerned =
        there.stream()
            .filter(each -> each.overlaps(subscription.range()))
            .sorted(Comparator.comparingLong(TipcPublication::order))
            .toList();
    if (subscription.has(TIPC_SUB_PORTS)) {
      return concerned;
    }
    Map<List<Long>, TipcPublication> firsts = new LinkedHashMap<>();
    for (TipcPublication each : concerned) {
      firsts.putIfAbsent(List.of(each.range().lower(), each.range().upper()), each);
    }
    return List.copyOf(firsts.values());
  }

  /** Of two that are equal the one that is meant. */
  private void end(Subscription subscription) {
    if (made.removeIf(each -> each.asked() == subscription.asked())) {
      subscription.tell(TipcEvent.Kind.TIMEOUT, subscription.range(), NOBODY);
    }
  }

  void published(TipcPublication publication, boolean first) {
    tellAll(TipcEvent.Kind.PUBLISHED, publication, first);
  }

  void withdrawn(TipcPublication publication, boolean last) {
    tellAll(TipcEvent.Kind.WITHDRAWN, publication, last);
  }

  /** A plan may break a connection off by what it is told, which ends its subscriptions. */
  private void tellAll(TipcEvent.Kind kind, TipcPublication about, boolean must) {
    List.copyOf(made).forEach(each -> each.tell(kind, about, must));
  }

  /** A socket is closed, which may be the end of a connection to the server. */
  void closed(MemorySocket<?> socket) {
    made.removeIf(each -> each.to() == socket);
  }
}
