package dev.sockeye.faults;

import java.util.ArrayList;
import java.util.List;

/** Messages that are under way, in the order in which they arrive. */
final class ParcelQueue {

  private final List<Parcel> parcels = new ArrayList<>();

  boolean isEmpty() {
    return parcels.isEmpty();
  }

  int size() {
    return parcels.size();
  }

  /** Puts a message behind those that arrive no later. */
  void add(Parcel parcel) {
    int at = parcels.size();
    while (at > 0 && parcels.get(at - 1).arrival() - parcel.arrival() > 0) {
      at--;
    }
    parcels.add(at, parcel);
  }

  /** The first one if it has arrived; else {@code null}. */
  Parcel arrived() {
    boolean none = parcels.isEmpty() || parcels.get(0).arrival() - System.nanoTime() > 0;
    return none ? null : parcels.get(0);
  }

  Parcel removeFirst() {
    return parcels.remove(0);
  }

  /** Gives back what they hold. */
  void drop() {
    parcels.forEach(Parcel::drop);
    parcels.clear();
  }
}
